#include "hub/sharing/policy.hpp"

#include "tests/hub/sharing/world.hpp"

namespace trellis::sharing {
namespace {

using model::Level;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::UnorderedElementsAre;
using namespace trellis::testing;  // the world of these tests: an_agreement, worker, today, ...

ChildFacts a_child() {
  return {{"schools", "yjs"}, {"youth_justice"}, day("2012-02-03"), false, false};
}

Answer ask(const Agreement& agreement, const Asker& asker, std::string_view kind,
           const ChildFacts& child = a_child(), Date on = today,
           std::string_view provider = "schools") {
  return policy_of({agreement}).permit(asker, child, on).answer(provider, kind);
}

std::vector<std::string> names_of(const std::optional<model::Observation>& observation) {
  std::vector<std::string> names;
  if (observation)
    for (const model::Field& field : observation->fields) names.push_back(field.name);
  return names;
}

TEST(Policy, DeniesWithoutAnAgreement) {
  const Answer answer =
      policy_of({}).permit(worker, a_child(), today).answer("schools", "person.name");

  EXPECT_EQ(answer.level, Level::none);
  EXPECT_EQ(answer.reason, Reason::no_agreement);
}

TEST(Policy, GrantsTheLevelOfTheClauseAndNamesIt) {
  const Answer answer = ask(an_agreement(), worker, "person.name");

  EXPECT_EQ(answer.level, Level::identity);
  EXPECT_EQ(answer.reason, Reason::agreed);
  EXPECT_EQ(answer.agreement, "schools-to-yjs");
  EXPECT_EQ(answer.clause, "1");
}

TEST(Policy, TheClauseThatNamesTheKindBeatsTheOneThatNamesItsDomain) {
  EXPECT_EQ(ask(an_agreement(), worker, "education.suspension").level, Level::detail);
  EXPECT_EQ(ask(an_agreement(), worker, "education.enrolment").level, Level::exists);

  Agreement agreement = an_agreement();
  agreement.clauses[2].level = Level::none;
  EXPECT_EQ(ask(agreement, worker, "education.suspension").level, Level::none);
  EXPECT_EQ(ask(agreement, worker, "education.suspension").reason, Reason::kind_not_named);
}

TEST(Policy, OfEquallyCloseClausesTheNarrowestDecides) {
  Agreement agreement = an_agreement();
  agreement.clauses.push_back({"5", {"education.suspension"}, Level::summary, {}});

  EXPECT_EQ(ask(agreement, worker, "education.suspension").level, Level::summary);
  EXPECT_EQ(ask(agreement, worker, "education.suspension").clause, "5");
}

TEST(Policy, ARoleCanHaveItsOwnLevel) {
  EXPECT_EQ(ask(an_agreement(), worker, "education.enrolment").level, Level::exists);
  EXPECT_EQ(ask(an_agreement(), manager, "education.enrolment").level, Level::summary);
}

TEST(Policy, ADomainPatternDoesNotReachADomainThatOnlyBeginsLikeIt) {
  Agreement agreement = an_agreement();
  agreement.clauses = {{"1", {"edu.*"}, Level::detail, {}}};

  EXPECT_EQ(ask(agreement, worker, "education.enrolment").level, Level::none);
}

TEST(Policy, ServesOnlyThePurposeOfTheAgreement) {
  Asker asker = worker;
  asker.purpose = "safeguarding";
  EXPECT_EQ(ask(an_agreement(), asker, "person.name").reason, Reason::wrong_purpose);

  asker.purpose.clear();
  EXPECT_EQ(ask(an_agreement(), asker, "person.name").reason, Reason::wrong_purpose);
}

TEST(Policy, DoesNotShareAKindThatDoesNotServeThePurpose) {
  Agreement agreement = an_agreement();
  agreement.providers = {"care"};
  agreement.signatures[0].organisation = "care";
  agreement.clauses = {{"1", {"social_care.*"}, Level::summary, {}}};

  const Answer answer = ask(agreement, worker, "social_care.episode", a_child(), today, "care");
  EXPECT_EQ(answer.level, Level::none);
  EXPECT_EQ(answer.reason, Reason::kind_not_for_purpose);
}

TEST(Policy, TellsOnlyTheRolesThatAreNamed) {
  Agreement agreement = an_agreement();
  agreement.recipients[0].roles = {"yj_manager"};

  EXPECT_EQ(ask(agreement, worker, "person.name").reason, Reason::not_a_recipient);
  EXPECT_EQ(ask(agreement, manager, "person.name").level, Level::identity);
}

TEST(Policy, KnowsNobodyWhoseRoleIsNotOfTheirOrganisation) {
  const Asker pretender = {"yj_worker", "schools", "youth_justice"};
  const Asker stranger = {"yj_worker", "nowhere", "youth_justice"};

  EXPECT_EQ(ask(an_agreement(), pretender, "person.name").reason, Reason::unknown_asker);
  EXPECT_EQ(ask(an_agreement(), stranger, "person.name").reason, Reason::unknown_asker);
}

TEST(Policy, DoesNotShareOutsideTheDaysOfTheAgreement) {
  const auto level_on = [](const char* on) {
    return ask(an_agreement(), worker, "person.name", a_child(), day(on)).level;
  };

  EXPECT_EQ(level_on("2025-12-31"), Level::none);
  EXPECT_EQ(level_on("2026-01-01"), Level::identity);
  EXPECT_EQ(level_on("2026-12-31"), Level::identity);
  EXPECT_EQ(level_on("2027-01-01"), Level::none);
}

TEST(Policy, SuspensionStopsSharing) {
  Agreement agreement = an_agreement();
  agreement.status = Agreement::Status::suspended;

  EXPECT_EQ(ask(agreement, worker, "person.name").reason, Reason::not_live);
}

TEST(Policy, AsksWhetherTheRecipientKnowsTheChild) {
  Agreement agreement = an_agreement();
  agreement.subjects.known_to_recipient = true;
  ChildFacts child = a_child();
  EXPECT_EQ(ask(agreement, worker, "person.name", child).level, Level::identity);

  child.known_to = {"schools"};
  EXPECT_EQ(ask(agreement, worker, "person.name", child).reason, Reason::not_this_child);
}

TEST(Policy, AsksWhetherTheChildIsOpenToOneOfTheServices) {
  Agreement agreement = an_agreement();
  agreement.subjects.open_to = {"youth_justice", "youth_work"};
  ChildFacts child = a_child();
  EXPECT_EQ(ask(agreement, worker, "person.name", child).level, Level::identity);

  child.open_to = {"education"};
  EXPECT_EQ(ask(agreement, worker, "person.name", child).reason, Reason::not_this_child);
}

TEST(Policy, CountsAgesInWholeYearsBothIncluded) {
  Agreement agreement = an_agreement();
  agreement.subjects.age_from = 10;
  agreement.subjects.age_to = 17;
  const auto level_of_one_born = [&](const char* born) {
    ChildFacts child = a_child();
    child.birth = *born == '\0' ? Date() : day(born);
    return ask(agreement, worker, "person.name", child, day("2026-06-15")).level;
  };

  EXPECT_EQ(level_of_one_born("2016-06-16"), Level::none);      // 9, ten tomorrow
  EXPECT_EQ(level_of_one_born("2016-06-15"), Level::identity);  // 10 today
  EXPECT_EQ(level_of_one_born("2008-06-16"), Level::identity);  // 17, eighteen tomorrow
  EXPECT_EQ(level_of_one_born("2008-06-15"), Level::none);      // 18 today
  EXPECT_EQ(level_of_one_born("2016"), Level::none);            // 9 or 10: not sure
  EXPECT_EQ(level_of_one_born("2008"), Level::none);            // 17 or 18: not sure
  EXPECT_EQ(level_of_one_born("2012"), Level::identity);        // 13 or 14
  EXPECT_EQ(level_of_one_born(""), Level::none);
}

TEST(Policy, TheWidestOfTwoLiveAgreementsCounts) {
  Agreement second = an_agreement();
  second.id = "second";
  second.clauses = {{"7", {"education.enrolment"}, Level::summary, {}}};
  const Answer answer = policy_of({an_agreement(), second})
                            .permit(worker, a_child(), today)
                            .answer("schools", "education.enrolment");

  EXPECT_EQ(answer.level, Level::summary);
  EXPECT_EQ(answer.agreement, "second");
}

TEST(Policy, NamesTheAgreementThatCameNearest) {
  Agreement wrong_purpose = an_agreement();
  wrong_purpose.id = "far";
  wrong_purpose.purpose = "safeguarding";
  Agreement ended = an_agreement();
  ended.id = "near";
  ended.end = day("2026-02-01");
  const Answer answer = policy_of({wrong_purpose, ended})
                            .permit(worker, a_child(), today)
                            .answer("schools", "person.name");

  EXPECT_EQ(answer.agreement, "near");
  EXPECT_EQ(answer.reason, Reason::not_live);
}

TEST(Policy, PeopleSeeTheirOwnRecordsAsTheirRoleAllows) {
  const Policy policy = policy_of({});
  const auto level = [&](const char* role, const char* organisation) {
    return policy.permit({role, organisation, ""}, a_child(), today)
        .answer(organisation, "person.name");
  };

  EXPECT_EQ(level("school_lead", "schools").level, Level::detail);
  EXPECT_EQ(level("school_lead", "schools").reason, Reason::own_record);
  EXPECT_EQ(level("steward", "schools").level, Level::identity);
  EXPECT_EQ(level("council_it", "council").level, Level::none);
}

TEST(Policy, OwnRecordsDoNotReachTheNeighboursRecords) {
  const Permissions permissions =
      policy_of({}).permit({"school_lead", "schools", ""}, a_child(), today);

  EXPECT_EQ(permissions.answer("academies", "person.name").level, Level::none);
}

TEST(Policy, ASealedChildIsSharedWithNobodyButStaysItsHoldersOwn) {
  ChildFacts child = a_child();
  child.sealed = true;

  EXPECT_EQ(ask(an_agreement(), worker, "person.name", child).reason, Reason::sealed_child);
  const Permissions own = policy_of({an_agreement()}).permit(worker, child, today);
  EXPECT_EQ(own.answer("yjs", "person.name").level, Level::detail);
  EXPECT_THAT(own.readable(), ::testing::Each(::testing::Pair("yjs", ::testing::_)));
}

TEST(Policy, ASealedKindIsNeverShared) {
  Agreement agreement = an_agreement();
  agreement.clauses = {{"1", {"person.*", "social_care.*"}, Level::detail, {}}};

  EXPECT_EQ(ask(agreement, worker, "person.restriction").reason, Reason::sealed_kind);
}

TEST(Policy, AProtectedLocationHidesAddressesFromEverybodyWhateverTheLevel) {
  Agreement agreement = an_agreement();
  agreement.clauses = {{"1", {"person.*", "education.*"}, Level::detail, {}}};
  ChildFacts child = a_child();
  child.protected_location = true;
  const Permissions permissions = policy_of({agreement}).permit(worker, child, today);

  EXPECT_EQ(permissions.answer("schools", "person.address").reason, Reason::protected_location);
  EXPECT_EQ(permissions.answer("yjs", "person.address").level, Level::none);
  EXPECT_THAT(permissions.fields("schools", "education.enrolment"),
              ElementsAre("year_group", "leaving_date"));
  EXPECT_THAT(permissions.fields("yjs", "education.enrolment"),
              ElementsAre("year_group", "leaving_date"));
  EXPECT_THAT(permissions.fields("schools", "education.suspension"),
              ElementsAre("category", "sessions", "reason"));
}

TEST(Policy, AProtectedLocationHidesAProviderThatIsAPlace) {
  sharing::Parties parties = some_parties();
  for (Organisation& each : parties.organisations)
    each.is_a_place = each.id == "schools" || each.id == "yjs";
  const Policy policy(parties, {an_agreement()}, a_catalogue());
  ChildFacts child = a_child();
  EXPECT_GT(policy.permit(worker, child, today).answer("schools", "person.name").level,
            Level::none);

  child.protected_location = true;
  const Permissions permissions = policy.permit(worker, child, today);
  EXPECT_EQ(permissions.answer("schools", "person.name").reason, Reason::protected_location);
  EXPECT_GT(permissions.answer("yjs", "person.name").level, Level::none) << "their own record";
  EXPECT_THAT(permissions.readable(), ::testing::Each(::testing::Pair("yjs", ::testing::_)));
}

TEST(Policy, SelectsOnlyTheFieldsOfTheLevel) {
  const Permissions permissions = policy_of({an_agreement()}).permit(worker, a_child(), today);

  EXPECT_THAT(permissions.fields("schools", "education.enrolment"),
              ElementsAre("establishment", "urn"));
  EXPECT_THAT(permissions.fields("schools", "person.name"), ElementsAre("family", "given"));
  EXPECT_THAT(permissions.fields("care", "person.name"), IsEmpty());
  EXPECT_THAT(permissions.fields("schools", "no.such_kind"), IsEmpty());
}

TEST(Policy, ReadsNoPairOfProviderAndKindThatIsNotPermitted) {
  Agreement agreement = an_agreement();
  agreement.clauses = {{"1", {"person.name"}, Level::identity, {}}};
  Asker asker = worker;
  const Policy policy = policy_of({agreement});
  std::set<std::pair<std::string, std::string>> others;
  for (const auto& pair : policy.permit(asker, a_child(), today).readable())
    if (pair.first != "yjs") others.insert(pair);

  EXPECT_THAT(others,
              UnorderedElementsAre(std::pair<std::string, std::string>("schools", "person.name")));
}

TEST(Filter, KeepsWhatTheLevelAllowsAndNothingElse) {
  const auto catalogue = a_catalogue();
  const model::KindDefinition& kind = *catalogue->kind("education.suspension");
  Sourced held = held_by("schools", "education.suspension", "2026-06-01", "2026-06-03",
                         {{"category", "SUSP"}, {"reason", "PP"}, {"invented", "secret"}});
  held.observation.path = "row[3]";

  EXPECT_EQ(filter(held.observation, Level::none, kind), std::nullopt);
  const auto exists = filter(held.observation, Level::exists, kind);
  EXPECT_THAT(names_of(exists), IsEmpty());
  EXPECT_TRUE(exists->valid_from.none() && exists->valid_to.none());
  const auto summary = filter(held.observation, Level::summary, kind);
  EXPECT_THAT(names_of(summary), ElementsAre("category"));
  EXPECT_EQ(summary->valid_from, day("2026-06-01"));
  EXPECT_EQ(summary->find("category")->received, "");
  EXPECT_EQ(summary->path, "");
  const auto detail = filter(held.observation, Level::detail, kind);
  EXPECT_THAT(names_of(detail), ElementsAre("category", "reason"));
  EXPECT_EQ(detail->find("category")->received, "SUSP as received");
}

TEST(Filter, NeverSharesASealedObservationOfAnOrdinaryKind) {
  const Permissions permissions = policy_of({an_agreement()}).permit(worker, a_child(), today);
  Sourced held = held_by("schools", "person.name", {}, {}, {{"family", "Brook"}});
  EXPECT_TRUE(permissions.filter(held).has_value());

  held.observation.sensitivity = model::Sensitivity::sealed;
  EXPECT_EQ(permissions.filter(held), std::nullopt);
  held.organisation = "yjs";
  EXPECT_TRUE(permissions.filter(held).has_value());
}

TEST(Policy, AChildWhomNobodyMayShowLooksLikeOneThatDoesNotExist) {
  const std::vector<Sourced> held = {held_by("schools", "person.name", {}),
                                     held_by("care", "social_care.adoption", {})};
  const std::vector<Sourced> nothing;
  const Policy policy = policy_of({an_agreement()});
  const Asker police = {"police_officer", "police", "youth_justice"};

  EXPECT_FALSE(is_known(
      policy.permit(police, facts_of(held, {}, *testing::a_catalogue(), today), today), held));
  EXPECT_FALSE(
      is_known(policy.permit(police, facts_of(nothing, {}, *testing::a_catalogue(), today), today),
               nothing));
  EXPECT_FALSE(
      is_known(policy.permit(worker, facts_of(nothing, {}, *testing::a_catalogue(), today), today),
               nothing));
  EXPECT_TRUE(is_known(
      policy.permit(worker, facts_of(held, {}, *testing::a_catalogue(), today), today), held));
}

TEST(Explanation, GivesALineForEachKindAndField) {
  const std::vector<Sourced> held = {held_by("schools", "education.suspension", "2026-06-01"),
                                     held_by("care", "social_care.child_protection_plan", {})};
  const Policy policy = policy_of({an_agreement()});
  const auto lines = explain(policy.permit(manager, a_child(), today), policy.catalogue(), held);

  ASSERT_EQ(lines.size(), 3u + 5u);
  EXPECT_EQ(lines[0].provider, "care");
  EXPECT_FALSE(lines[0].shown);
  EXPECT_THAT(lines[0].sentence, HasSubstr("no agreement shares what care holds"));
  EXPECT_EQ(lines[3].kind, "education.suspension");
  EXPECT_TRUE(lines[3].shown);
  EXPECT_THAT(lines[3].sentence, HasSubstr("clause 3 of agreement schools-to-yjs"));
  EXPECT_EQ(lines[6].field, "reason");
  EXPECT_TRUE(lines[6].shown);
}

TEST(Explanation, SaysWhichConditionFailed) {
  Agreement agreement = an_agreement();
  agreement.subjects.open_to = {"youth_justice"};
  agreement.subjects.age_to = 17;
  const auto sentence = [&](const Asker& asker, const ChildFacts& child, Date on) {
    return policy_of({agreement})
        .permit(asker, child, on)
        .sentence("schools", "education.enrolment");
  };
  ChildFacts closed = a_child();
  closed.open_to.clear();
  ChildFacts adult = a_child();
  adult.birth = day("2000-01-01");
  Asker other = worker;
  other.purpose = "safeguarding";

  EXPECT_THAT(sentence(worker, closed, today), HasSubstr("open to youth_justice"));
  EXPECT_THAT(sentence(worker, adult, today), HasSubstr("children of 0 to 17 years"));
  EXPECT_THAT(sentence(other, a_child(), today), HasSubstr("purpose youth_justice"));
  EXPECT_THAT(sentence(worker, a_child(), day("2027-01-01")), HasSubstr("ended on 2026-12-31"));
  EXPECT_THAT(sentence(worker, a_child(), today), HasSubstr("level exists by clause 2"));
}

TEST(Explanation, SaysThatAFieldNeedsMore) {
  const std::vector<Sourced> held = {held_by("schools", "education.enrolment", "2025-09-01")};
  const Policy policy = policy_of({an_agreement()});
  const auto lines = explain(policy.permit(worker, a_child(), today), policy.catalogue(), held);

  ASSERT_EQ(lines[3].field, "year_group");
  EXPECT_FALSE(lines[3].shown);
  EXPECT_THAT(lines[3].sentence, HasSubstr("needs level summary, granted is exists"));
}

}  // namespace
}  // namespace trellis::sharing
