#include "hub/connections/manifest.hpp"

#include <filesystem>
#include <fstream>

#include "hub/base/digest.hpp"
#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;
using testing::TemporaryFolder;

// A folder with one plugin whose library is `library` and whose manifest is changed by `edit`.
struct Vendor {
  explicit Vendor(const std::string& find = {}, const std::string& put = {}) {
    std::string text = R"({"id": "acme", "title": "Acme", "version": "1.0.0",
      "abi": {"major": 1, "minor": 0}, "sha256": ")" +
                       hex(sha256("library")) + R"(",
      "formats": ["x"], "settings": {"type": "object", "required": ["host"]},
      "status": "stable", "posture": "trusted", "reads": true})";
    if (!find.empty()) text.replace(text.find(find), find.size(), put);
    folder.write("acme/adapter.json", text);
    folder.write("acme/acme.so", "library");
  }
  Result<Manifest> read() const { return read_manifest(folder.file("acme/adapter.json")); }
  TemporaryFolder folder;
};

TEST(Manifest, SaysWhatAnAdapterIs) {
  const Vendor vendor;
  const auto plugin = vendor.read();

  ASSERT_THAT(plugin, IsOk());
  EXPECT_EQ(plugin->id, "acme");
  EXPECT_TRUE(plugin->reads);
  EXPECT_FALSE(plugin->polls);
  EXPECT_EQ(plugin->library, vendor.folder.file("acme/acme.so"));
}

// Files that say it must open; nothing runs in the hub's process.
TEST(Manifest, RemembersWhereAPostureStandsThatDoesNothing) {
  EXPECT_EQ(Vendor().read()->posture->line, 4u);
  EXPECT_FALSE(Vendor("\"posture\": \"trusted\", ", "").read()->posture);
}

TEST(Manifest, ChecksSettingsByItsSchema) {
  const auto plugin = Vendor().read();
  EXPECT_TRUE(plugin->check_settings(*formats::Json::parse(R"({"host": "x"})")).empty());
  EXPECT_FALSE(plugin->check_settings(*formats::Json::parse("{}")).empty());
}

TEST(Manifest, RefusesALibraryOfAnotherHash) {
  const Vendor vendor;
  vendor.folder.write("acme/acme.so", "another");
  EXPECT_THAT(vendor.read(), IsError(Fault::conflict));
  EXPECT_THAT(vendor.read(), SaysWhy("its SHA-256 differs"));
}

TEST(Manifest, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(Vendor("\"id\": \"acme\"", "\"id\": \"../acme\"").read(), IsError(Fault::invalid));
  EXPECT_THAT(Vendor("\"title\"", "\"titel\"").read(), SaysWhy("title"));
  EXPECT_THAT(Vendor("\"major\": 1", "\"major\": 2").read(), SaysWhy("speaks version 2"));
  EXPECT_THAT(Vendor("\"reads\": true", "\"reads\": false").read(), SaysWhy("does something"));
  EXPECT_THAT(Vendor("\"reads\": true}", "\"reads\": true").read(), IsError(Fault::invalid));
  EXPECT_THAT(Vendor("\"status\"", "\"library\": \"../../x.so\", \"status\"").read(),
              IsError(Fault::invalid));
  const auto wrong = Vendor("\"major\": 1", "\"major\": 2").read();
  EXPECT_EQ(wrong.error().place.line, 2u);
}

TEST(Plugins, AreListedWithoutBeingLoaded) {
  const Vendor vendor;  // its library is no library at all
  const Found found = list_plugins({vendor.folder.path()});

  ASSERT_EQ(found.plugins.size(), 1u);
  EXPECT_TRUE(found.findings.empty());
}

TEST(Plugins, LeaveOutWhatIsWrongAndSayWhy) {
  const Vendor vendor;
  vendor.folder.write("broken/adapter.json", "{");
  vendor.folder.write("no-manifest/readme.txt", "nothing here");
  const Found found = list_plugins({vendor.folder.path(), vendor.folder.file("absent")});

  EXPECT_EQ(found.plugins.size(), 1u);
  ASSERT_EQ(found.findings.size(), 2u);
  EXPECT_THAT(found.findings[0].place.file, HasSubstr("broken"));
  EXPECT_THAT(found.findings[1].message, HasSubstr("cannot be read"));
}

TEST(Plugins, KeepTheFirstOfTwoWithOneId) {
  const Vendor ours;
  const Vendor vendors;
  const Found found = list_plugins({ours.folder.path(), vendors.folder.path()});

  ASSERT_EQ(found.plugins.size(), 1u);
  EXPECT_EQ(found.plugins[0].folder, ours.folder.file("acme"));
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_THAT(found.findings[0].message, HasSubstr("this one is left out"));
}

TEST(Plugins, AreFoundByTheirId) {
  const Vendor vendor;
  const std::vector<std::string> folders = {vendor.folder.path()};
  EXPECT_THAT(find_plugin(folders, "acme"), IsOk());
  EXPECT_THAT(find_plugin(folders, "acne"), SaysWhy("did you mean \"acme\"?"));
  vendor.folder.write("acme/acme.so", "another");
  EXPECT_THAT(find_plugin(folders, "acme"), SaysWhy("SHA-256 differs"));
}

TEST(Plugins, ThatWeShipAreWhole) {
  const Found found = list_plugins({std::string(TRELLIS_BINARY_DIR "/adapters")});

  std::vector<std::string> ids;
  for (const Manifest& plugin : found.plugins)
    if (!plugin.posture) ids.push_back(plugin.id);
  EXPECT_THAT(ids, ::testing::IsSupersetOf({"csv"}));
}

}  // namespace
}  // namespace trellis::connections
