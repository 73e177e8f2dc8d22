#include "hub/app/match/match_answers.hpp"

#include <gmock/gmock.h>

#include "hub/app/match/match_child_count.hpp"
#include "hub/app/match/match_model_show.hpp"
#include "tests/support/links_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::app {
namespace {

using matching::Proposal;
using matching::ProposalState;
using ::testing::HasSubstr;
using ::testing::Not;
using trellis::testing::IsOk;

// The shipped model asks from 4 and links from 9 bits.
class PeoplesAnswers : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(model.thresholds.ask, 4); }

  Proposal question(double bits, ProposalState state) {
    Proposal proposal;
    proposal.a = SubjectId(1);
    proposal.b = SubjectId(2);
    proposal.bits = bits;
    proposal.state = state;
    proposal.model = model.version;
    matching::Comparison comparison;
    comparison.bits = bits;
    proposal.evidence = write(comparison);
    return proposal;
  }
  void answer(double bits, int same, int different) {
    for (int i = 0; i < same + different; ++i)
      EXPECT_THAT(
          links.put(question(bits, i < same ? ProposalState::same : ProposalState::different)),
          IsOk());
  }
  Answers answers() {
    auto read = read_answers(links, model);
    EXPECT_THAT(read, IsOk());
    return *read;
  }
  formats::Json shown() {
    const Answers read = answers();
    return as_json(ShownModel{model, true, survey, read});
  }
  std::string printed() {
    const Answers read = answers();
    const CommandContext context;
    ::testing::internal::CaptureStdout();
    print(context, ShownModel{model, true, survey, read});
    return ::testing::internal::GetCapturedStdout();
  }
  static formats::Json threshold(const formats::Json& shown, std::string_view name) {
    for (const formats::Json& each : shown["expected_errors"].items())
      if (each["threshold"].string() == name) return each;
    ADD_FAILURE() << "no threshold " << name;
    return {};
  }

  matching::Model model =
      *matching::read_model_file(std::string(TRELLIS_SOURCE_DIR) + "/config/matching/default.json");
  testing::LinksFake links;
  LinkSurvey survey;
};

TEST_F(PeoplesAnswers, AreThoseToWhatTheModelAskedForItsBitsAlone) {
  answer(5, 3, 2);
  answer(9, 10, 0);    // asked although it would link: for another reason than its bits
  answer(3.9, 10, 0);  // a link that no longer fits
  EXPECT_THAT(links.put(question(6, ProposalState::open)), IsOk());
  EXPECT_THAT(links.put(question(6, ProposalState::withdrawn)), IsOk());
  Proposal of_another_model = question(6, ProposalState::same);
  of_another_model.model = "trained-0";
  EXPECT_THAT(links.put(of_another_model), IsOk());

  EXPECT_EQ(answers().calibration.answers(), 5u);
}

TEST_F(PeoplesAnswers, StandBesideTheModelsOddsWhereTheyAreEnough) {
  answer(5, 24, 6);
  answer(8, 29, 1);
  const formats::Json json = shown();

  const formats::Json show = threshold(json, "show"), ask = threshold(json, "ask");
  EXPECT_DOUBLE_EQ(show["bits"].number(), 7);
  EXPECT_NEAR(show["errors_in_10000_at_it"].number(), 10'000 / 129.0, 1e-9) << "its own odds";
  EXPECT_DOUBLE_EQ(show["by_answers"]["errors_in_10000_at_it"].number(), 2000);
  EXPECT_NEAR(show["by_answers"]["errors_in_10000_above"].number(), 10'000 / 30.0, 1e-9);
  EXPECT_EQ(show["by_answers"]["answers_above"].whole(), 30);
  EXPECT_NEAR(ask["by_answers"]["errors_in_10000_above"].number(), 10'000 * 7 / 60.0, 1e-9);
  EXPECT_EQ(ask["by_answers"]["answers_above"].whole(), 60);
  EXPECT_GT(ask["by_answers"]["errors_in_10000_above_at_most"].number(),
            ask["by_answers"]["errors_in_10000_above"].number());
  for (const char* unasked : {"automatic", "same-connection", "break-below", "statistics"})
    EXPECT_EQ(threshold(json, unasked).find("by_answers"), nullptr) << unasked;
  EXPECT_EQ(json["calibration"]["answers"].whole(), 60);
  EXPECT_TRUE(json["calibration"]["enough"].boolean());

  const std::string words = printed();
  EXPECT_THAT(words, HasSubstr("by answers above"));
  EXPECT_THAT(words, HasSubstr("of 60 answers"));
  EXPECT_THAT(words, HasSubstr("people answered 60 questions that this model asked between +4.0 "
                               "and +9.0 bits"));
  EXPECT_THAT(words, HasSubstr("about links that the model makes by itself nobody was asked"));
}

TEST_F(PeoplesAnswers, AreNotShownAsLongAsTheyAreTooFew) {
  answer(5, 40, 9);
  const formats::Json json = shown();
  EXPECT_FALSE(json["calibration"]["enough"].boolean(true));
  EXPECT_EQ(json["calibration"]["needed"].whole(), 50);
  EXPECT_EQ(threshold(json, "ask").find("by_answers"), nullptr);

  const std::string words = printed();
  EXPECT_THAT(words, HasSubstr("too few to check its odds by; 50 are needed"));
  EXPECT_THAT(words, Not(HasSubstr("by answers at it")));
}

TEST_F(PeoplesAnswers, TellTheChanceOfTheQuestionsTheySpeakFor) {
  const double odds_at_5 = 32;
  EXPECT_NEAR(chance_of_one_child(question(5, ProposalState::open), answers()),
              odds_at_5 / (odds_at_5 + 1), 1e-12);
  answer(5, 45, 15);
  EXPECT_DOUBLE_EQ(chance_of_one_child(question(5, ProposalState::open), answers()), 0.75);
  Proposal of_another_model = question(5, ProposalState::open);
  of_another_model.model = "trained-0";
  EXPECT_NEAR(chance_of_one_child(of_another_model, answers()), odds_at_5 / (odds_at_5 + 1), 1e-12);
  const double odds_at_10 = 1024;
  EXPECT_NEAR(chance_of_one_child(question(10, ProposalState::open), answers()),
              odds_at_10 / (odds_at_10 + 1), 1e-12);
}

TEST_F(PeoplesAnswers, AreUsedWhereChildrenAreCounted) {
  for (const int id : {1, 2, 3, 4})
    survey.population.members.push_back({{SubjectId(id), ConnectionId(1)}, ChildId(id), {}});
  survey.population.members.push_back({{SubjectId(5), ConnectionId(2)}, ChildId(4), {}});
  survey.open_questions = {question(5, ProposalState::open)};
  Proposal within_one_child = question(-1, ProposalState::open);
  within_one_child.a = SubjectId(4);
  within_one_child.b = SubjectId(5);
  survey.open_questions.push_back(within_one_child);
  Proposal ruled_out = question(8, ProposalState::open);
  ruled_out.b = SubjectId(3);
  matching::Comparison comparison;
  comparison.forbidden = true;
  ruled_out.evidence = matching::write(comparison);
  survey.open_questions.push_back(ruled_out);
  answer(5, 45, 15);

  const CountedChildren counted = count_children(survey, model, answers());
  EXPECT_EQ(counted.count.as_linked, 4u);
  EXPECT_EQ(counted.count.questions, 1u);
  EXPECT_EQ(counted.by_answers, 1u);
  EXPECT_DOUBLE_EQ(counted.count.expected, 4 - 0.75);
  EXPECT_EQ(as_json(counted)["as_one"].whole(), 3);
  EXPECT_THAT(words_of(counted), HasSubstr("4 by links as they stand; 3.2 expected"));

  model.thresholds.statistics = 5.1;
  EXPECT_EQ(count_children(survey, model, answers()).count.questions, 0u);
}

}  // namespace
}  // namespace trellis::app
