#include "hub/desk/evidence_sight.hpp"

#include <gtest/gtest.h>

namespace trellis::desk {
namespace {

using matching::Evidence;
using matching::Topic;
using matching::Trait;

class EvidenceSight : public ::testing::Test {
 protected:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  void see(pipeline::View& view, SubjectId subject, const std::string& kind, const Fields& fields) {
    pipeline::Line line;
    line.from.subject = subject;
    line.from.observation.kind = kind;
    for (const auto& [name, text] : fields) {
      model::Value value;
      value.text = text;
      line.from.observation.fields.push_back({name, value});
    }
    view.lines.push_back(std::move(line));
  }
  void both_see(const std::string& kind, const Fields& fields) {
    see(left, SubjectId(1), kind, fields);
    see(right, SubjectId(2), kind, fields);
  }
  bool is_told(const Evidence& evidence) const {
    const bool is_told = may_be_told(evidence, {SubjectId(1), left}, {SubjectId(2), right});
    EXPECT_EQ(may_be_told(evidence, {SubjectId(2), right}, {SubjectId(1), left}), is_told);
    return is_told;
  }

  pipeline::View left, right;
};

Evidence evidence(Topic topic, std::vector<Trait> compares, const std::string& identifier = {}) {
  return {"given name", "equal", 5, 0, topic, std::move(compares), identifier};
}

TEST_F(EvidenceSight, IsOfWhatIsSeenOnBothSides) {
  see(left, SubjectId(1), "person.name", {{"given", "Ada"}});
  EXPECT_FALSE(is_told(evidence(Topic::given_name, {Trait::given_name})));
  see(right, SubjectId(3), "person.name", {{"given", "Ada"}});
  EXPECT_FALSE(is_told(evidence(Topic::given_name, {Trait::given_name}))) << "of another subject";
  see(right, SubjectId(2), "person.name", {{"given", "Ada"}});
  EXPECT_TRUE(is_told(evidence(Topic::given_name, {Trait::given_name})));
}

TEST_F(EvidenceSight, IsOfAllThatIsCompared) {
  both_see("person.name", {{"given", "Ada"}, {"family", "Moss"}});
  EXPECT_TRUE(is_told(evidence(Topic::names_swapped, {Trait::given_name, Trait::family_name})));
  EXPECT_FALSE(is_told(evidence(Topic::given_name, {Trait::given_name, Trait::middle_name})));
  both_see("person.address", {{"postcode", "AB1 2CD"}});
  EXPECT_TRUE(is_told(evidence(Topic::household, {Trait::postcode})));
  EXPECT_FALSE(is_told(evidence(Topic::household, {Trait::postcode, Trait::parent})));
}

TEST_F(EvidenceSight, IsNotOfWhatIsNotKnownWhateverItsWordsSay) {
  both_see("person.name", {{"given", "Ada"}, {"full", "Ada Moss"}});
  EXPECT_FALSE(is_told({"given name", "equal", 5}));
  EXPECT_FALSE(is_told(evidence(Topic::not_known, {Trait::given_name})));
  EXPECT_FALSE(is_told(evidence(Topic::given_name, {})));
  EXPECT_FALSE(is_told(evidence(Topic::guard, {}))) << "it says more than its fields";
}

TEST_F(EvidenceSight, IsOfIdentifiersOfItsOwnKind) {
  both_see("person.identifier", {{"system", "upn"}, {"value", "A123456789012"}});
  EXPECT_TRUE(is_told(evidence(Topic::identifier, {Trait::identifier}, "upn")));
  EXPECT_FALSE(is_told(evidence(Topic::identifier, {Trait::identifier}, "nhs_number")));
  EXPECT_FALSE(is_told(evidence(Topic::identifier, {Trait::identifier})));
}

}  // namespace
}  // namespace trellis::desk
