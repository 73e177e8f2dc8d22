#include "hub/transport/payload.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <Poco/Zip/Compress.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::transport {
namespace {

using ::testing::ElementsAre;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;
using testing::TemporaryFolder;

std::string whole(const Payload& payload, std::size_t index) {
  const auto stream = payload.open_stream(index);
  if (!stream.ok()) return "error: " + stream.error().message;
  std::string bytes;
  char piece[7];
  while (true) {
    const auto got = read_at(stream->descriptor(), stream->offset(), stream->size(), bytes.size(),
                             piece, sizeof piece);
    if (!got.ok()) return "error: " + got.error().message;
    if (*got == 0) return bytes;
    bytes.append(piece, *got);
  }
}

std::vector<std::string> names(const Payload& payload) {
  std::vector<std::string> all;
  for (const Stream& stream : payload.streams()) all.push_back(stream.name);
  return all;
}

using Members = std::vector<std::pair<std::string, std::string>>;

std::string zip_of(const Members& members) {
  std::ostringstream out;
  Poco::Zip::Compress compress(out, true);
  for (const auto& [name, bytes] : members) {
    std::istringstream in(bytes);
    compress.addFile(in, Poco::DateTime(2026, 1, 5), Poco::Path(name, Poco::Path::PATH_UNIX));
  }
  compress.close();
  return out.str();
}

void replace_all(std::string& bytes, const std::string& from, const std::string& to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at))
    bytes.replace(at, from.size(), to);
}

TEST(Payload, OpensAFile) {
  const TemporaryFolder folder;
  const auto payload = Payload::open(folder.write("pupils.csv", "a,b\n1,2\n"));

  ASSERT_THAT(payload, IsOk());
  EXPECT_EQ(payload->name(), "pupils.csv");
  EXPECT_THAT(names(*payload), ElementsAre("pupils.csv"));
  EXPECT_EQ(payload->size(), 8u);
  EXPECT_EQ(whole(*payload, 0), "a,b\n1,2\n");
  EXPECT_EQ(whole(*payload, 0), "a,b\n1,2\n") << "a second opening starts at the beginning";
}

TEST(Payload, OpensAFolderSortedWithoutHiddenFilesAndFolders) {
  const TemporaryFolder folder;
  folder.write("b.csv", "b");
  folder.write("a.csv", "a");
  folder.write(".part", "no");
  folder.write("deeper/c.csv", "no");
  const auto payload = Payload::open(folder.path() + "/");

  ASSERT_THAT(payload, IsOk());
  EXPECT_THAT(names(*payload), ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(whole(*payload, 1), "b");
}

TEST(Payload, HoldsAMessage) {
  const auto payload = Payload::of_bytes("M-1", "MSH|");

  ASSERT_THAT(payload, IsOk());
  EXPECT_THAT(names(*payload), ElementsAre("M-1"));
  EXPECT_EQ(whole(*payload, 0), "MSH|");
}

TEST(Payload, LendsMessagesForReadingOnly) {
  const auto payload = Payload::of_bytes("M-1", "MSH|");
  const auto stream = payload->open_stream(0);

  ASSERT_THAT(stream, IsOk());
  EXPECT_EQ(::write(stream->descriptor(), "x", 1), -1);
}

TEST(Payload, SaysWhatCannotBeOpened) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("empty"));
  EXPECT_THAT(Payload::open(folder.file("absent.csv")), IsError(Fault::not_found));
  EXPECT_THAT(Payload::open(folder.file("empty")), SaysWhy("has no files"));
  EXPECT_THAT(Payload::of_bytes("x", "")->open_stream(1), IsError(Fault::not_found));
}

TEST(Payload, RefusesAFileWithoutPermission) {
  if (::geteuid() == 0) GTEST_SKIP() << "skipped: root may read everything";
  const TemporaryFolder folder;
  const std::string file = folder.write("secret.csv", "x");
  ::chmod(file.c_str(), 0);
  EXPECT_THAT(Payload::open(file), IsError(Fault::forbidden));
}

TEST(Payload, RefusesPipesDevicesAndLinksInFolders) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_THAT(Payload::open(folder.file("pipe")), SaysWhy("no regular file"));
  EXPECT_THAT(Payload::open("/dev/null"), SaysWhy("no regular file"));
  EXPECT_THAT(Payload::open(folder.path()), SaysWhy("no regular file"));

  const TemporaryFolder other;
  std::filesystem::create_symlink("/etc/hostname", other.file("link.csv"));
  EXPECT_THAT(Payload::open(other.path()), SaysWhy("it is a link"));
}

TEST(Payload, NoticesThatAFileBecameShorter) {
  const TemporaryFolder folder;
  const auto payload = Payload::open(folder.write("growing.csv", "0123456789"));
  folder.write("growing.csv", "0123");

  EXPECT_EQ(whole(*payload, 0).substr(0, 39), "error: the file became shorter while it");
}

TEST(Zip, GivesItsFilesInOrder) {
  const TemporaryFolder folder;
  const std::string big(300'000, 'x');
  const auto payload = Payload::open(
      folder.write("Set.ZIP", zip_of({{"b.csv", "two"}, {"term/a.csv", big}, {"a.csv", ""}})));

  ASSERT_THAT(payload, IsOk());
  EXPECT_EQ(payload->name(), "Set.ZIP");
  EXPECT_THAT(names(*payload), ElementsAre("a.csv", "b.csv", "term/a.csv"));
  EXPECT_EQ(whole(*payload, 0), "");
  EXPECT_EQ(whole(*payload, 1), "two");
  EXPECT_EQ(whole(*payload, 2), big);
}

TEST(Zip, LeavesOutHiddenFiles) {
  const TemporaryFolder folder;
  const auto payload = Payload::open(
      folder.write("s.zip", zip_of({{"__MACOSX/a.csv", "x"}, {".hidden", "x"}, {"a.csv", "1"}})));

  ASSERT_THAT(payload, IsOk());
  EXPECT_THAT(names(*payload), ElementsAre("a.csv"));
}

TEST(Zip, LeavesNoFileBehind) {
  const TemporaryFolder folder;
  const TemporaryFolder temporary;
  ::setenv("TMPDIR", temporary.path().c_str(), 1);
  const auto payload = Payload::open(folder.write("s.zip", zip_of({{"a.csv", "1"}})));
  ::unsetenv("TMPDIR");

  ASSERT_THAT(payload, IsOk());
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
}

TEST(Zip, HoldsItsLimits) {
  const TemporaryFolder folder;
  const std::string bomb = folder.write("b.zip", zip_of({{"a.csv", std::string(5'000'000, '0')}}));
  const std::string many = folder.write("m.zip", zip_of({{"a", "1"}, {"b", "1"}, {"c", "1"}}));

  EXPECT_THAT(Payload::open(bomb), SaysWhy("more than 200 to 1"));
  ZipLimits loose;
  loose.ratio = 100'000;
  EXPECT_THAT(Payload::open(bomb, loose), IsOk());
  loose.total_bytes = 4'000'000;
  EXPECT_THAT(Payload::open(bomb, loose), SaysWhy("more than 4000000 bytes"));
  ZipLimits few;
  few.entries = 2;
  EXPECT_THAT(Payload::open(many, few), SaysWhy("more than 2 entries"));
}

TEST(Zip, RefusesNamesThatLeadOutside) {
  for (const std::string name : {"../x", "/xxx", "a\\.x", "C:xx"}) {
    const TemporaryFolder folder;
    std::string bytes = zip_of({{"nnnn", "1"}});
    replace_all(bytes, "nnnn", name);
    EXPECT_THAT(Payload::open(folder.write("s.zip", bytes)), SaysWhy("out of its folder")) << name;
  }
}

TEST(Zip, RefusesTwoFilesOfOneName) {
  const TemporaryFolder folder;
  std::string bytes = zip_of({{"aaaa", "1"}, {"bbbb", "2"}});
  replace_all(bytes, "bbbb", "aaaa");

  EXPECT_THAT(Payload::open(folder.write("s.zip", bytes)), SaysWhy("two files of one name"));
}

TEST(Zip, RefusesEncryptedFiles) {
  const TemporaryFolder folder;
  std::string bytes = zip_of({{"aaaa", "1"}});
  bytes[6] = static_cast<char>(bytes[6] | 1);  // the general purpose flag of the first file

  EXPECT_THAT(Payload::open(folder.write("s.zip", bytes)), SaysWhy("encrypted"));
}

TEST(Zip, RefusesDamage) {
  const TemporaryFolder folder;
  const std::string good = zip_of({{"aaaa", "some text that is long enough to be packed, packed"}});
  for (const std::size_t size : {std::size_t{3}, good.size() / 3, good.size() - 30})
    EXPECT_THAT(Payload::open(folder.write("s.zip", good.substr(0, size))), IsError(Fault::invalid))
        << size;
  std::string flipped = good;
  flipped[40] = static_cast<char>(flipped[40] ^ 0x55);
  EXPECT_THAT(Payload::open(folder.write("s.zip", flipped)), IsError(Fault::invalid));
  EXPECT_THAT(Payload::open(folder.write("s.zip", "not a zip")), SaysWhy("no zip archive"));
}

TEST(WriteFile, WritesTheWholeFileAndReplacesIt) {
  const TemporaryFolder folder;
  ASSERT_THAT(write_file(folder.path(), "alert.csv", "one"), IsOk());
  ASSERT_THAT(write_file(folder.path(), "alert.csv", "two"), IsOk());

  EXPECT_EQ(testing::read_file(folder.file("alert.csv")), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1)
      << "no draft is left";
}

TEST(WriteFile, RefusesNamesThatLeadElsewhere) {
  const TemporaryFolder folder;
  for (const std::string name : {"", "../x", "a/b", ".hidden", "a\nb", "a\\b"})
    EXPECT_THAT(write_file(folder.path(), name, "x"), IsError(Fault::invalid)) << name;
  EXPECT_THAT(write_file(folder.path(), std::string(300, 'a'), "x"), IsError(Fault::invalid));
}

TEST(WriteFile, SaysThatTheFolderIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(write_file(folder.file("absent"), "a", "x"), IsError(Fault::not_found));
}

TEST(WriteFile, LeavesTheOldFileWhenTheNewOneDoesNotFit) {
  const TemporaryFolder folder;
  ASSERT_THAT(write_file(folder.path(), "a", "old"), IsOk());
  const std::string big(1 << 20, 'x');
  const struct SmallFiles {
    SmallFiles() {
      ::signal(SIGXFSZ, SIG_IGN);
      ::getrlimit(RLIMIT_FSIZE, &before);
      struct rlimit small = before;
      small.rlim_cur = 1000;
      ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
      ::setrlimit(RLIMIT_FSIZE, &before);
      ::signal(SIGXFSZ, SIG_DFL);
    }
    struct rlimit before {};
  } guard;

  EXPECT_THAT(write_file(folder.path(), "a", big), IsError(Fault::unavailable));
  EXPECT_EQ(testing::read_file(folder.file("a")), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace trellis::transport
