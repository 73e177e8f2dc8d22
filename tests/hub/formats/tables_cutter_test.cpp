#include "hub/formats/row_store.hpp"
#include "tests/hub/formats/cutting.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::formats {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::SaysWhy;

constexpr const char* settings = R"({"format":"tables","key-prefix":"group","tables":[
  {"name":"pupil","files":["*pupilonroll.csv","*pupil.csv"],"key":["id"]},
  {"name":"need","files":["*needs*.csv"],"key":["pupil"],"columns":{"pupil":["PupilID"]}}]})";

KeepingSink cut_files(const std::vector<std::pair<std::string, std::string>>& files,
                      std::string_view with = settings, const Limits& limits = {}) {
  std::vector<std::unique_ptr<TextSource>> owned;
  std::vector<ByteSource*> sources;
  for (const auto& [name, text] : files) {
    owned.push_back(std::make_unique<TextSource>(text, name));
    sources.push_back(owned.back().get());
  }
  KeepingSink sink;
  EXPECT_THAT(cut(sources, settings_of(with), limits, sink), IsOk());
  return sink;
}

TEST(TablesCutter, GathersTheRowsOfOneKeyFromAllTables) {
  const auto sink = cut_files({{"2024_needs_a.csv", "PupilID,need\n1,ASD\n2,SLCN\n1,MLD\n"},
                               {"2024_pupilonroll.csv", "id,name\n1,Ann\n2,Bo\n"}});

  EXPECT_THAT(
      sink.bytes(),
      ElementsAre("@table pupil 1\nid,name\n1,Ann\n@table need 2\npupil,need\n1,ASD\n1,MLD\n",
                  "@table pupil 1\nid,name\n2,Bo\n@table need 1\npupil,need\n2,SLCN\n"));
  EXPECT_THAT(sink.keys(), ElementsAre("2024/1", "2024/2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(TablesCutter, KeepsGroupsApart) {
  const auto sink =
      cut_files({{"2024_autumn_pupil.csv", "id\n1\n"}, {"2025_spring_PUPIL.CSV", "id\n1\n"}});

  EXPECT_THAT(sink.keys(), ElementsAre("2024_autumn/1", "2025_spring/1"));
}

TEST(TablesCutter, LeavesTheGroupOutOfTheKeyUnlessAsked) {
  const auto sink =
      cut_files({{"x_a.csv", "id,b\n1,2\n"}},
                R"({"format":"tables","tables":[{"name":"a","files":"*a.csv","key":["id","b"]}]})");

  EXPECT_THAT(sink.keys(), ElementsAre("1/2"));
}

TEST(TablesCutter, MakesRecordsThatATreeCanReadWithPlacesInEachFile) {
  const auto sink = cut_files({{"pupil.csv", "id,name\n9,x\n1,\"two\nlines\"\n"},
                               {"needs.csv", "PupilID,need,rank\n1,,7\n1,ASD,\n"}});

  ASSERT_EQ(sink.records.size(), 2u);
  const auto& record = sink.records[1];
  const auto tree = Tree::parse(record.media_type, record.bytes, record.origins);
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(Path::compile("/record/pupil/name")->text(tree->root()), "two\nlines");
  EXPECT_EQ(Path::compile("count(need)")->text(tree->root()), "2");
  EXPECT_EQ(Path::compile("count(need[1]/need)")->text(tree->root()), "0");
  EXPECT_EQ(tree->place(Path::compile("need[2]/need")->first(tree->root())),
            (Place{"needs.csv", 3, 3, "/record/need[2]/need"}));
  EXPECT_EQ(tree->place(Path::compile("pupil/name")->first(tree->root())).file, "pupil.csv");
}

TEST(TablesCutter, HoldsAFileThatFitsNoTableAndRowsWithoutAKey) {
  const auto sink = cut_files({{"other.csv", "a\n1\n"}, {"pupil.csv", "id,name\n,Ann\n2,Bo\n3\n"}});

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(
      sink.complaints(),
      ElementsAre(HasSubstr("*pupilonroll.csv, *pupil.csv, *needs*.csv"),
                  AllOf(HasSubstr("2:1"), HasSubstr("no value in its key")), HasSubstr("4:2")));
  EXPECT_EQ(sink.pieces[0].error.place.file, "other.csv");
}

TEST(TablesCutter, PassesOverAFileThatIsToBeIgnored) {
  const auto sink = cut_files(
      {{"2026_school.csv", "a\n1\n"}, {"other.csv", "a\n1\n"}, {"pupil.csv", "id,name\n2,Bo\n"}},
      R"({"format":"tables","ignore":["*school.csv"],
          "tables":[{"name":"pupil","files":["pupil.csv"],"key":"id"}]})");

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  ASSERT_EQ(sink.pieces.size(), 1u);
  EXPECT_EQ(sink.pieces[0].error.place.file, "other.csv");
}

TEST(TablesCutter, HoldsASubjectWithTooManyRows) {
  std::string rows = "id,name\n";
  for (int i = 0; i < 100; ++i) rows += "1,xxxxxxxxxx\n";
  const auto sink = cut_files({{"pupil.csv", rows + "2,a\n"}}, settings, {.record_bytes = 500});

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(HasSubstr("500 bytes")));
}

TEST(TablesCutter, NamesWrongSettings) {
  const auto why = [](std::string_view text) {
    KeepingSink sink;
    return cut({}, settings_of(text), {}, sink);
  };
  EXPECT_THAT(why(R"({"format":"tables"})"), SaysWhy("\"tables\""));
  EXPECT_THAT(why(R"({"format":"tables","tables":[{"nmae":"a"}]})"),
              SaysWhy("did you mean \"name\"?"));
  EXPECT_THAT(why(R"({"format":"tables","tables":[{"name":"a b","files":"a","key":"b"}]})"),
              SaysWhy("without blanks"));
  EXPECT_THAT(why(R"({"format":"tables","tables":[{"name":"a","files":"a"}]})"),
              SaysWhy("\"key\""));
  EXPECT_THAT(why(R"({"format":"tables","tables":[{"name":"a","key":"a"}]})"),
              SaysWhy("\"files\""));
  EXPECT_THAT(why(R"({"format":"tables","key-prefix":"x","tables":[{"name":"a"}]})"),
              SaysWhy("group"));
}

TEST(TablesTree, RefusesSectionsThatAreNone) {
  EXPECT_THAT(Tree::parse(tables_type, "id\n1\n"), SaysWhy("@table"));
  EXPECT_THAT(Tree::parse(tables_type, "@table a x\nid\n1\n"), SaysWhy("@table"));
  EXPECT_THAT(Tree::parse(tables_type, "@table a 2\nid\n1\n"), SaysWhy("fewer rows"));
  EXPECT_THAT(Tree::parse(tables_type, "@table a 99999999999999999999\nid\n1\n"),
              SaysWhy("@table"));
  EXPECT_THAT(Tree::parse(tables_type, "@table a 1\nid\n1\n"), IsOk());
}

std::vector<std::string> subjects_of(std::size_t most_in_memory, int subjects) {
  RowStore store(most_in_memory);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < subjects; ++i) {
      const StoredRow row{0, 0, static_cast<std::uint64_t>(round), "key" + std::to_string(i),
                          std::to_string(round)};
      EXPECT_THAT(store.add(row), IsOk());
    }
  }
  std::vector<std::string> found;
  EXPECT_THAT(store.for_each_subject([&](const std::vector<StoredRow>& rows) {
    std::string text = rows.front().key + ":";
    for (const auto& row : rows) text += row.bytes;
    found.push_back(text);
    return done();
  }),
              IsOk());
  return found;
}

TEST(RowStore, KeepsEverySubjectWholeWhenItSpills) {
  auto in_memory = subjects_of(1u << 30, 500);
  auto spilled = subjects_of(2'000, 500);

  EXPECT_EQ(in_memory.front(), "key0:012");
  EXPECT_EQ(spilled, subjects_of(2'000, 500));
  std::sort(in_memory.begin(), in_memory.end());
  std::sort(spilled.begin(), spilled.end());
  EXPECT_EQ(in_memory, spilled);
}

TEST(RowStore, HoldsLittleOfManyRows) {
  RowStore store(1u << 20);
  const auto before = resident_megabytes();
  for (int i = 0; i < 200'000; ++i) {
    ASSERT_THAT(store.add({0, 0, 1, "key" + std::to_string(i % 50'000), std::string(200, 'x')}),
                IsOk());
  }
  std::size_t subjects = 0;
  ASSERT_THAT(store.for_each_subject([&](const std::vector<StoredRow>& rows) {
    EXPECT_EQ(rows.size(), 4u);
    return ++subjects, done();
  }),
              IsOk());

  EXPECT_EQ(subjects, 50'000u);
  EXPECT_LT(resident_megabytes(), before + 15);
}

}  // namespace
}  // namespace trellis::formats
