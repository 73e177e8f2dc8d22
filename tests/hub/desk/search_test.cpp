#include "hub/desk/search.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/links_fake.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::Observation saying(std::string kind,
                          std::vector<std::pair<std::string, std::string>> fields) {
  model::Observation observation;
  observation.kind = std::move(kind);
  for (auto& [name, text] : fields) {
    model::Value value;
    value.text = std::move(text);
    observation.fields.push_back({std::move(name), std::move(value)});
  }
  return observation;
}

// Shows what was put into it.
class SightFake final : public Sight {
 public:
  Result<pipeline::View> view(ChildId child) override {
    ++looks;
    return views[child];
  }
  void show(int child, model::Observation observation) {
    pipeline::Line line;
    line.from.observation = std::move(observation);
    views[ChildId(child)].lines.push_back(std::move(line));
  }
  std::map<ChildId, pipeline::View> views;
  int looks = 0;
};

class SearchTest : public ::testing::Test {
 protected:
  void know(int subject, int child, const matching::Features& features) {
    ASSERT_THAT(
        links.put(
            {{SubjectId(subject), ConnectionId(1)}, ChildId(child), matching::pack(features)}),
        IsOk());
  }
  std::vector<int> found(const std::vector<std::string>& typed, std::size_t most = 50) {
    const auto words = read_search(typed, 2026);
    EXPECT_THAT(words, IsOk());
    const auto all = Search(links, sight).find(*words, most);
    EXPECT_THAT(all, IsOk());
    is_cut = all->is_cut;
    std::vector<int> children;
    for (const FoundChild& each : all->children)
      children.push_back(static_cast<int>(each.child.number()));
    return children;
  }

  LinksFake links;
  SightFake sight;
  bool is_cut = false;
};

TEST_F(SearchTest, ConfirmsNothingThatTheLookerIsNotShown) {
  know(1, 7, a_child("imani", "holt").born("2012-05-06").nhs("9990000018").living_at("AB1 2CD"));
  sight.show(7, saying("person.name", {{"given", "Imani"}, {"family", "Holt"}}));

  EXPECT_THAT(found({"imani"}), ElementsAre(7));
  for (const char* hidden : {"9990000018", "2012-05-06", "AB12CD", "AB1", "2012"}) {
    EXPECT_THAT(found({hidden}), IsEmpty()) << hidden;
    EXPECT_THAT(found({"imani", hidden}), IsEmpty()) << hidden;
  }
}

TEST_F(SearchTest, AFormerNameOfAnotherServiceFindsNobody) {
  know(1, 7, a_child("imani", "holt").also_called("imani", "varga"));
  sight.show(7, saying("person.name", {{"given", "Imani"}, {"family", "Holt"}}));
  EXPECT_THAT(found({"varga"}), IsEmpty());
}

TEST_F(SearchTest, AWholeIdentifierFindsItsChildAndNoStranger) {
  know(1, 1, a_child("joan", "adler").upn("J801200001001"));
  know(2, 2, a_child("jay", "novak").upn("T801200001002"));
  sight.show(1, saying("person.name", {{"given", "Joan"}}));
  sight.show(1, saying("person.identifier", {{"value", "J801200001001"}}));
  sight.show(2, saying("person.name", {{"given", "Jay"}}));
  sight.show(2, saying("person.identifier", {{"value", "T801200001002"}}));
  EXPECT_THAT(found({"j801200001001"}), ElementsAre(1));
  EXPECT_THAT(found({"J8012"}), IsEmpty()) << "a word with a digit is no name";
  EXPECT_EQ(sight.looks, 1);
}

TEST_F(SearchTest, WordsMayBeToldByDifferentSubjectsOfTheChild) {
  know(1, 3, a_child("noor", "said"));
  know(2, 3, a_child("noor", "").born("2013-11-30"));
  sight.show(3, saying("person.name", {{"given", "Noor"}}));
  sight.show(3, saying("person.birth", {{"date", "2013-11-30"}}));
  EXPECT_THAT(found({"noor", "30/11/2013"}), ElementsAre(3));
  EXPECT_THAT(found({"noor", "2013-11"}), ElementsAre(3));
  EXPECT_THAT(found({"noor", "2014"}), IsEmpty());
}

TEST_F(SearchTest, TheLimitCountsWhatIsShownAndSaysWhenItCut) {
  for (int child = 1; child <= 6; ++child) {
    know(child, child, a_child("sam", "vale"));
    if (child % 2 == 0) sight.show(child, saying("person.name", {{"given", "Sam"}}));
  }
  EXPECT_THAT(found({"sam"}, 3), ElementsAre(2, 4, 6));
  EXPECT_FALSE(is_cut);
  EXPECT_THAT(found({"sam"}, 2), ElementsAre(2, 4));
  EXPECT_TRUE(is_cut);
}

TEST(SearchWords, ReadsHalvesOfAPostcodeAndGroupsOfANumberAsOne) {
  const auto words = read_search({"okafor", "LL11", "2AB", "999 000 0018"}, 2026);
  ASSERT_THAT(words, IsOk());
  ASSERT_EQ(words->size(), 3u);
  EXPECT_EQ((*words)[0].name, "okafor");
  EXPECT_EQ((*words)[1].postcode, "LL112AB");
  EXPECT_TRUE((*words)[2].identifiers.contains("9990000018"));
}

TEST(SearchWords, FitsAPoliceNumberHoweverItIsWritten) {
  const auto words = read_search({"26/101999N"}, 2026);
  ASSERT_THAT(words, IsOk());
  pipeline::View view;
  pipeline::Line line;
  line.from.observation = saying("person.identifier", {{"value", "2026/0101999N"}});
  view.lines.push_back(line);
  EXPECT_TRUE(fits((*words)[0], view));
}

TEST(SearchWords, NeedsSomethingToSearchBy) {
  EXPECT_THAT(read_search({" ", "-"}, 2026), IsError(Fault::invalid));
}

}  // namespace
}  // namespace trellis::desk
