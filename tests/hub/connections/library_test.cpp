#include "hub/connections/library.hpp"

#include <elf.h>
#include <fstream>

#include "hub/connections/elf.hpp"
#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;
using ::testing::StrEq;

std::string library(const std::string& id) {
  return test_plugins_folder + "/" + id + "/" + id + ".so";
}

TEST(Library, LoadsAPluginAndFindsItsAdapter) {
  const auto adapter = load_adapter(library("good"), "good");

  ASSERT_THAT(adapter, IsOk());
  EXPECT_THAT((*adapter)->id, StrEq("good"));
  EXPECT_EQ(*adapter, *load_adapter(library("good"), "good")) << "loaded once";
}

TEST(Library, LoadsThePluginOfVersionOneForEver) {
  EXPECT_THAT(load_adapter(library("frozen-1-0"), "frozen-1-0"), IsOk());
}

TEST(Library, HasASentenceForEachRefusal) {
  const testing::TemporaryFolder folder;
  const auto load = [](const std::string& file) { return load_adapters(file); };
  EXPECT_THAT(load(folder.file("absent.so")), SaysWhy("there is no file"));
  EXPECT_THAT(load(folder.write("text.so", "hello")), SaysWhy("is not a shared library"));
  EXPECT_THAT(load(folder.path()), SaysWhy("is not a shared library"));
  EXPECT_THAT(load(test_plugins_folder + "/no_symbol.so"), SaysWhy("does not export"));
  EXPECT_THAT(load(library("null-table")), SaysWhy("offers no adapter"));
  EXPECT_THAT(load(library("short-struct")),
              SaysWhy("a table of 64 bytes where version 1.0 has 72"));
  EXPECT_THAT(load(library("no-open")), SaysWhy("without open or close"));
  EXPECT_THAT(
      load_adapter(library("wrong-id"), "wrong-id"),
      SaysWhy("offers the adapter \"somebody-else\" where its adapter.json says \"wrong-id\""));
}

// Its constructor would end this process.
TEST(Library, RefusesANewerMajorVersionBeforeAnyOfItsCodeRuns) {
  EXPECT_THAT(load_adapters(test_plugins_folder + "/newer_major.so"),
              SaysWhy("speaks version 2 of the plugin contract; this hub speaks version 1"));
}

TEST(Library, RefusesAnotherArchitecture) {
  const testing::TemporaryFolder folder;
  std::string bytes = testing::read_file(library("good"));
  bytes[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_S390);
  EXPECT_THAT(load_adapters(folder.write("other.so", bytes)), SaysWhy("was built for"));
  bytes = testing::read_file(library("good"));
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(load_adapters(folder.write("small.so", bytes)), SaysWhy("was built for"));
}

TEST(Library, RefusesAProgram) {
  EXPECT_THAT(load_adapters(TRELLIS_BINARY_DIR "/bin/trellis-plugin-host"),
              SaysWhy("does not export"));
}

TEST(Library, SurvivesCutAndDamagedFiles) {
  const testing::TemporaryFolder folder;
  const std::string bytes = testing::read_file(library("good"));
  for (std::size_t part = 1; part < 16; ++part) {
    const std::string file = folder.write("cut.so", bytes.substr(0, bytes.size() * part / 16));
    EXPECT_FALSE(load_adapters(file).ok()) << part;
  }
  for (std::size_t at = 0; at < sizeof(Elf64_Ehdr); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
    (void)inspect_library(folder.write("damaged.so", damaged));
  }
}

TEST(SharedObject, ListsWhatIsExported) {
  const auto object = inspect_library(library("good"));

  ASSERT_THAT(object, IsOk());
  EXPECT_THAT(object->exported, ElementsAre("trellis_adapter_v1"));
  EXPECT_THAT(object->needed, ::testing::Contains("libc.so.6"));
}

}  // namespace
}  // namespace trellis::connections
