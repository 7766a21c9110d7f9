// TLS on the port: who is let in, how a new certificate is taken, and what the command line
// refuses. The certificates are made here, by openssl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "absl/time/clock.h"
#include "assent/v1/assembly_service.pb.h"
#include "assent/v1/rule_service.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/server.h"
#include "tests/e2e/caller.h"
#include "tests/e2e/child_server.h"
#include "tests/e2e/test_server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assent::test {
namespace {

using ::testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Certificates for 127.0.0.1 that vouch for themselves, under names of their own.
class Certificates {
 public:
  explicit Certificates(const TempDir& folder) : folder_(folder) {}

  void Make(const std::string& name) {
    const Ended made = RunProgram({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                   "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                                   "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                                   "-keyout", Key(name), "-out", Certificate(name)});
    EXPECT_EQ(made.exit_code, 0) << made.err;
  }
  std::string Certificate(const std::string& name) const { return folder_.Path(name + ".pem"); }
  std::string Key(const std::string& name) const { return folder_.Path(name + ".key"); }
  // Puts one in the place of another.
  void Replace(const std::string& old, const std::string& by) {
    const auto over = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(Certificate(by), Certificate(old), over);
    std::filesystem::copy_file(Key(by), Key(old), over);
  }

 private:
  const TempDir& folder_;
};

// A connection of its own that trusts what this certificate vouches for.
Caller Trusting(const std::string& address, const std::string& roots) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = roots;
  return Caller(grpc::CreateCustomChannel(address, grpc::SslCredentials(options), arguments));
}

bool Answers(const Caller& caller) {
  v1::ListPresetsResponse presets;
  return caller.Call(v1::ListPresetsRequest(), &presets).ok() && presets.presets_size() > 0;
}

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    certificates_.Make("first");
    certificates_.Make("second");
    certificates_.Make("served");
    certificates_.Replace("served", "first");
  }
  std::string Roots(const std::string& name) { return ReadFile(certificates_.Certificate(name)); }
  TlsFiles Served() const {
    return {certificates_.Certificate("served"), certificates_.Key("served")};
  }

  TempDir folder_;
  Certificates certificates_{folder_};
};

TEST_F(TlsTest, OnlyWhoTrustsTheCertificateIsServed) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.tls = Served();
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const std::string address = (*server)->address().ToString();
  EXPECT_TRUE(Answers(Trusting(address, Roots("first"))));
  EXPECT_FALSE(Answers(Trusting(address, Roots("second"))));
  EXPECT_FALSE(Answers(Caller(NewChannel(address)))) << "without TLS";
}

// Within some seconds; false: never.
bool Becomes(bool wanted, const std::function<bool()>& what) {
  for (int i = 0; i < 100; ++i) {
    if (what() == wanted) return true;
    absl::SleepFor(absl::Milliseconds(100));
  }
  return false;
}

TEST_F(TlsTest, ANewCertificateIsServedToWhoConnectsAndWhoIsConnectedStays) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.tls = Served();
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  const std::string address = (*server)->address().ToString();
  const Caller before = Trusting(address, Roots("first"));
  ASSERT_TRUE(Answers(before));
  for (const auto& [now, then] : {std::pair("second", "first"), std::pair("first", "second")}) {
    certificates_.Replace("served", now);
    ASSENT_ASSERT_OK((*server)->ReloadTls());
    EXPECT_TRUE(Becomes(true, [&] { return Answers(Trusting(address, Roots(now))); })) << now;
    EXPECT_FALSE(Answers(Trusting(address, Roots(then))));
    EXPECT_TRUE(Answers(before));
  }
}

TEST_F(TlsTest, WhatIsNoCertificateIsNotTaken) {
  const base::SystemClock clock;
  Serve serve{MemoryStore{}, {"127.0.0.1", 0}};
  serve.tls = Served();
  const auto server = Server::Start(serve, clock);
  ASSENT_ASSERT_OK(server);
  std::filesystem::copy_file(certificates_.Key("second"), certificates_.Key("served"),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(std::string((*server)->ReloadTls().message()), HasSubstr("is not that of"));
  std::ofstream(certificates_.Certificate("served")) << "nothing of the kind\n";
  EXPECT_THAT(std::string((*server)->ReloadTls().message()), HasSubstr("holds no certificate"));
  EXPECT_TRUE(Answers(Trusting((*server)->address().ToString(), Roots("first"))));
  EXPECT_FALSE(Server::Start(serve, clock).ok());
}

TEST(TlsFlags, PlaintextToTheNetworkHasToBeAskedFor) {
  const auto run = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {ASSENTD, "--store", "memory"});
    return RunProgram(arguments);
  };
  const Ended plain = run({"--listen", "0.0.0.0:0"});
  EXPECT_EQ(plain.exit_code, kExitUsage);
  EXPECT_THAT(plain.err, HasSubstr("--insecure-plaintext-to-network"));
  EXPECT_EQ(run({"--listen", "[::]:0"}).exit_code, kExitUsage);
  EXPECT_THAT(run({"--tls-cert", "x"}).err, HasSubstr("go together"));
  EXPECT_THAT(run({"--tls-cert", "/no/such", "--tls-key", "/no/such"}).err,
              HasSubstr("cannot read /no/such"));
  EXPECT_EQ(run({"--found", "sometimes"}).exit_code, kExitUsage);
  EXPECT_THAT(run({"--found", "token"}).err, HasSubstr("--founding-token-file"));
}

TEST(TlsFlags, WhatWasAskedForIsTaken) {
  const char* const asked[] = {"assentd",  "--store",   "memory",
                               "--listen", "0.0.0.0:0", "--insecure-plaintext-to-network"};
  EXPECT_TRUE(std::holds_alternative<Serve>(ParseTask(6, asked, "")));
  const char* const tls[] = {"assentd",    "--store", "memory",    "--listen", "0.0.0.0:0",
                             "--tls-cert", "c",       "--tls-key", "k"};
  EXPECT_TRUE(std::holds_alternative<Serve>(ParseTask(9, tls, "")));
}

TEST(FoundingToken, FoundingTakesTheTokenOfTheFile) {
  TempDir folder;
  const std::string path = folder.Path("founding");
  const auto found = [](const std::string& address, const std::string& token) {
    v1::CreateAssemblyRequest request;
    request.set_display_name("Kitchen");
    request.set_founder_handle("ana");
    v1::CreateAssemblyResponse response;
    return Caller(NewChannel(address), token).Call(request, &response);
  };
  for (int start = 0; start < 2; ++start) {  // the file stays
    ChildServer server(ASSENTD, "memory", {"--found", "token", "--founding-token-file", path});
    const std::string line = ReadFile(path);
    const std::string token = line.substr(0, line.find('\n'));
    EXPECT_EQ(found(server.address(), "").reason(), "FOUNDING_TOKEN_NEEDED");
    EXPECT_EQ(found(server.address(), token + "x").reason(), "FOUNDING_TOKEN_NEEDED");
    const Answer founded = found(server.address(), token);
    EXPECT_TRUE(founded.ok()) << founded;
  }
  EXPECT_EQ(std::filesystem::status(path).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(path, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(
      RunProgram({ASSENTD, "--store", "memory", "--found", "token", "--founding-token-file", path})
          .err,
      HasSubstr("can be read by others"));
  ChildServer closed(ASSENTD, "memory", {"--found", "off"});
  EXPECT_EQ(found(closed.address(), "").reason(), "FOUNDING_OFF");
}

}  // namespace
}  // namespace assent::test
