// What LeakSanitizer, in a build with it, leaves out in these tests, which let the disk fail.
//
// RocksDB 7.8 forgets the memory table it has just made (4 KB) where the disk refuses the new
// write-ahead log that goes with it. Our store stops for good after that, so it happens once.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

extern "C" const char* __lsan_default_suppressions() {
  return "leak:rocksdb::DBImpl::SwitchMemtable\n";
}
