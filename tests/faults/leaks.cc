// What LeakSanitizer finds in these lanes, and is not ours to mend.

#ifdef ASSENT_SANITIZED

// Read by LeakSanitizer. RocksDB 7.8 forgets a memtable that it has just made, when the disk
// refuses what it writes next.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:rocksdb::DBImpl::SwitchMemtable\n";
}

#endif
