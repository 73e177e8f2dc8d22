#include "hub/conformance/conformance.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sanitizer.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::conformance {
namespace {

using ::testing::HasSubstr;

Options quick() {
  Options options;
  options.patience = std::chrono::milliseconds(20'000);
  options.plugin_host = TRELLIS_BINARY_DIR "/bin/trellis-plugin-host";
  return options;
}

std::string test_plugin(const std::string& id) {
  return std::string(TRELLIS_BINARY_DIR "/test-plugins/") + id + "/" + id + ".so";
}

// All sentences of what failed, one a line.
std::string failures(const std::vector<Finding>& findings) {
  std::string all;
  for (const Finding& finding : findings)
    if (!finding.passed()) all += finding.name + ": " + finding.sentence + "\n";
  return all;
}

const Finding* find(const std::vector<Finding>& findings, const std::string& name) {
  for (const Finding& finding : findings)
    if (finding.name == name) return &finding;
  return nullptr;
}

class OurAdapter : public ::testing::TestWithParam<const char*> {};

TEST_P(OurAdapter, PassesEveryCheck) {
  const std::string id = GetParam();
  const auto findings =
      check(std::string(TRELLIS_BINARY_DIR "/adapters/") + id + "/" + id + ".so", quick());

  EXPECT_EQ(failures(findings), "");
  EXPECT_GE(findings.size(), 35u);
  const Finding* reads = find(findings, "reads its example into records");
  ASSERT_NE(reads, nullptr);
  EXPECT_EQ(reads->verdict, Verdict::passed) << reads->sentence;
}

INSTANTIATE_TEST_SUITE_P(Shipped, OurAdapter, ::testing::Values("csv", "xml", "json", "hl7v2"));

TEST(Conformance, PassesThePluginOfVersionOne) {
  EXPECT_EQ(failures(check(test_plugin("frozen-1-0"), quick())),
            "refuses settings that are no JSON, with a sentence: it opened: return "
            "TRELLIS_BAD_SETTINGS with a sentence\n"
            "refuses settings that are no object, with a sentence: it opened: return "
            "TRELLIS_BAD_SETTINGS with a sentence\n"
            "refuses empty settings text, with a sentence: it opened: return TRELLIS_BAD_SETTINGS "
            "with a sentence\n"
            "passes on that a file cannot be read: it took a failed read for the end of the file: "
            "the rest would be lost in silence\n");
}

TEST(Conformance, PassesAPluginThatDoesEverything) {
  EXPECT_EQ(failures(check(test_plugin("good"), quick())), "");
}

struct Fault {
  const char* id;
  const char* check;
  const char* sentence;
};

class BadPlugin : public ::testing::TestWithParam<Fault> {};

TEST_P(BadPlugin, IsFoundOut) {
  Options options = quick();
  if (std::string(GetParam().id) == "hangs" || std::string(GetParam().id) == "floods")
    options.patience = std::chrono::milliseconds(1'000);

  const auto findings = check(test_plugin(GetParam().id), options);

  const Finding* finding = find(findings, GetParam().check);
  ASSERT_NE(finding, nullptr) << failures(findings);
  EXPECT_FALSE(finding->passed());
  EXPECT_THAT(finding->sentence, HasSubstr(GetParam().sentence));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPlugin,
    ::testing::Values(
        Fault{"null-table", "loads, and gives whole tables", "offers no adapter"},
        Fault{"short-struct", "loads, and gives whole tables", "where version 1.0 has"},
        Fault{"no-open", "loads, and gives whole tables", "without open or close"},
        Fault{"wrong-id", "offers the adapter that adapter.json names", "somebody-else"},
        Fault{"throws", "reads its example into records", "exception crossed"},
        Fault{"refuses", "opens with its example's settings, and closes", "TRELLIS_BAD_SETTINGS"},
        Fault{"prints", "prints nothing to stdout", "reads its example"},
        Fault{"talks", "repeats no value of the input in its sentences", "repeats what the input"},
        Fault{"deaf", "stops when the hub refuses the first record", "TRELLIS_OK"},
        Fault{"deaf", "passes on that a file cannot be read", "failed read"},
        Fault{"floods", "reads an empty file", "did not return"}),
    [](const auto& fault) {
      std::string name = std::string(fault.param.id) + "_" + std::to_string(fault.index);
      for (char& c : name)
        if (c == '-') c = '_';
      return name;
    });

TEST(Conformance, FindsALeak) {
  if (testing::is_sanitized()) GTEST_SKIP() << "memory is not limited under a sanitizer";
  const auto findings = check(test_plugin("leaks"), quick());

  EXPECT_THAT(failures(findings), HasSubstr("reads 50 times without growing"));
}

// With what its own example says, a copy of the plugin dies or hangs.
std::string copy_with_lines(const testing::TemporaryFolder& folder, const std::string& id,
                            const std::string& lines) {
  namespace fs = std::filesystem;
  fs::copy(fs::path(test_plugin(id)).parent_path(), folder.path());
  folder.write("lines.txt", lines);
  return folder.file(id + ".so");
}

TEST(Conformance, SurvivesAPluginThatDies) {
  const testing::TemporaryFolder folder;
  const auto findings = check(copy_with_lines(folder, "crashes", "one\ndie\n"), quick());

  const Finding* reads = find(findings, "reads its example into records");
  ASSERT_NE(reads, nullptr);
  EXPECT_THAT(reads->sentence, HasSubstr("signal 6 (Aborted)"));
}

TEST(Conformance, SurvivesAPluginThatHangs) {
  const testing::TemporaryFolder folder;
  Options options = quick();
  options.patience = std::chrono::milliseconds(300);
  const auto findings = check(copy_with_lines(folder, "hangs", "one\nhang\n"), options);

  const Finding* reads = find(findings, "reads its example into records");
  ASSERT_NE(reads, nullptr);
  EXPECT_THAT(reads->sentence, HasSubstr("did not return within 300 ms"));
}

TEST(Conformance, RefusesALibraryThatIsNoPlugin) {
  EXPECT_THAT(failures(check(TRELLIS_BINARY_DIR "/test-plugins/no_symbol.so", quick())),
              HasSubstr("it exports trellis_nothing too"));
  EXPECT_THAT(failures(check(TRELLIS_BINARY_DIR "/test-plugins/absent.so", quick())),
              HasSubstr("there is no file"));
}

TEST(Conformance, FindsAChangedLibrary) {
  const testing::TemporaryFolder folder;
  const std::string library = copy_with_lines(folder, "good", "one\n");
  std::ofstream(library, std::ios::binary | std::ios::app) << "one byte more";

  EXPECT_THAT(failures(check(library, quick())), HasSubstr("its SHA-256 differs"));
}

}  // namespace
}  // namespace trellis::conformance
