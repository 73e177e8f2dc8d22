#include "hub/linkage/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/truth.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"

namespace trellis::linkage {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::size_t family_cell = 1, nhs_cell = 5;

// A town, and for some of its children three records that differ only in the NHS number; half of
// them say the family name too.
class LinkExplanation : public ::testing::Test {
 protected:
  struct Variants {
    std::uint32_t child, without, same, one_edit;
  };

  LinkExplanation() {
    const std::size_t count = town.rows.size();
    for (std::size_t i = 0; i < count && variants.size() < 60; ++i) {
      const std::vector<std::string> child = town.rows[i];
      if (child[nhs_cell].empty()) continue;
      std::string misread = child[nhs_cell];
      misread.back() = misread.back() == '0' ? '1' : '0';
      const auto child_number = static_cast<std::uint32_t>(i);
      variants.push_back({child_number, variant(child, ""), variant(child, child[nhs_cell]),
                          variant(child, misread)});
    }
    records = town.records();
    linker.emplace(records, lists, LinkSettings{});
    linked = linker->run();
  }

  std::uint32_t variant(const std::vector<std::string>& child, const std::string& nhs) {
    const bool says_family = variants.size() % 2 == 0;
    town.rows.push_back({"", says_family ? child[family_cell] : "", "", child[3], "", nhs});
    return static_cast<std::uint32_t>(town.rows.size() - 1);
  }

  Explanation explained(std::uint32_t a, std::uint32_t b) const {
    return explain(*linker, linked, a, b);
  }

  Town town{11};
  std::vector<Variants> variants;
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  Records records;
  std::optional<Linker> linker;
  Linked linked;
};

TEST_F(LinkExplanation, AddsUpToTheVerdict) {
  ASSERT_GT(linked.edges.size(), 300u);
  for (const Edge& edge : linked.edges) {
    const Explanation found = explained(edge.a, edge.b);
    double sum = found.prior + found.damage + found.others;
    for (const Contribution& field : found.contributions) sum += field.bits;

    EXPECT_FLOAT_EQ(static_cast<float>(found.bits), edge.bits);
    EXPECT_NEAR(sum, edge.bits, 1e-4);
    constexpr double rounding = 1e-3;
    EXPECT_LE(found.others, rounding);
    EXPECT_GE(found.others, -std::log2(classes - 1) - rounding);
  }
}

TEST_F(LinkExplanation, GivesEachClassItsProbability) {
  for (const Edge& edge : linked.edges) {
    const Explanation found = explained(edge.a, edge.b);
    const auto& shares = found.probabilities;
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
    EXPECT_NEAR(found.probability(Class::same), probability(edge.bits), 1e-4);
    EXPECT_EQ(found.probability(found.likeliest), *std::max_element(shares.begin(), shares.end()));
    EXPECT_NE(found.against, Class::same);
  }
}

TEST_F(LinkExplanation, NamesWhatDecidedWhereTheBitsDidNot) {
  std::map<Cause::What, std::size_t> found;
  for (const Edge& edge : linked.edges) {
    const Explanation explanation = explained(edge.a, edge.b);
    EXPECT_EQ(explanation.cause.has_value(),
              explanation.is_one_cluster != (edge.bits > explanation.threshold));
    if (!explanation.cause) continue;
    const auto& [what, a, b] = *explanation.cause;
    ++found[what];
    if (what != Cause::What::two_numbers) continue;
    EXPECT_NE(linker->comparer().valid_number(a), linker->comparer().valid_number(b));
    EXPECT_EQ(linked.clusters[a], linked.clusters[edge.a]);
    EXPECT_EQ(linked.clusters[b], linked.clusters[edge.b]);
  }
  EXPECT_GT(found[Cause::What::other_records], 0u);
}

TEST_F(LinkExplanation, NamesTwoNumbersThatKeepTwoApart) {
  std::vector<std::uint32_t> numbered;
  for (std::uint32_t r = 0; r < records.count; ++r)
    if (linker->comparer().valid_number(r) != 0) numbered.push_back(r);
  ASSERT_FALSE(numbered.empty());
  const std::uint32_t a = numbered.front(), b = numbered.back();
  ASSERT_NE(linker->comparer().valid_number(a), linker->comparer().valid_number(b));
  constexpr double below_all = -1000;  // so that the pair by itself would be joined
  const auto cause = explain(*linker, linked, a, b, below_all).cause;
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(cause->what, Cause::What::two_numbers);
}

TEST_F(LinkExplanation, NamesListsAndPeopleThatKeepTwoApart) {
  const Edge best =
      *std::max_element(linked.edges.begin(), linked.edges.end(),
                        [](const Edge& left, const Edge& right) { return left.bits < right.bits; });
  const auto cause_with = [&](const LinkSettings& settings) {
    Linker other(records, lists, settings);
    const Linked apart = other.run();
    EXPECT_NE(apart.clusters[best.a], apart.clusters[best.b]);
    const auto cause = explain(other, apart, best.a, best.b).cause;
    return cause ? cause->what : Cause::What::other_records;
  };
  LinkSettings settings;
  settings.lists.assign(records.count, 0);
  EXPECT_EQ(cause_with(settings), Cause::What::one_list);
  settings.lists.clear();
  settings.labels = {{{best.a, best.b}, false, true}};
  EXPECT_EQ(cause_with(settings), Cause::What::a_person);
}

TEST_F(LinkExplanation, IsTheSameEitherWayRound) {
  for (std::size_t i = 0; i < linked.edges.size(); i += 5) {
    const auto [a, b] = std::pair(linked.edges[i].a, linked.edges[i].b);
    const Explanation one = explained(a, b), other = explained(b, a);
    EXPECT_EQ(one.bits, other.bits);
    EXPECT_EQ(one.key, other.key);
    ASSERT_EQ(one.contributions.size(), other.contributions.size());
    for (std::size_t f = 0; f < one.contributions.size(); ++f)
      EXPECT_EQ(one.contributions[f].bits, other.contributions[f].bits);
    ASSERT_EQ(one.changes.size(), other.changes.size());
    ASSERT_EQ(one.rivals.size(), other.rivals.size());
    if (one.rivals.size() == 2) {
      EXPECT_EQ(one.rivals[0].other, other.rivals[1].other);
    }
  }
}

TEST_F(LinkExplanation, WhatWouldChangeTheAnswerDoesSoWhenItIsCarriedOut) {
  std::map<std::string, std::size_t> carried_out;
  constexpr double rounding = 1e-4;
  const auto check = [&](const Explanation& before, const Variants& to) {
    for (const Change& change : before.changes) {
      EXPECT_NE(change.bits > before.threshold, before.bits > before.threshold) << change.field;
      EXPECT_NE(change.level, change.instead_of);
      if (change.field != "nhs") continue;
      const bool is_known =
          change.level == "same" || change.level == "one edit" || change.level == "missing";
      if (!is_known) continue;
      const std::uint32_t record = change.level == "same"       ? to.same
                                   : change.level == "one edit" ? to.one_edit
                                                                : to.without;
      const Explanation after = explained(before.a, record);
      // Of two values the more frequent one counts, as it is not known which of them is right.
      const bool is_of_two = before.b == to.one_edit && change.level == "same";
      EXPECT_LE(change.bits, after.bits + rounding);
      EXPECT_GE(change.bits, is_of_two ? before.bits : after.bits - rounding);
      EXPECT_EQ(after.likeliest, change.likeliest);
      ++carried_out[change.level];
    }
  };
  for (const Variants& each : variants)
    for (const std::uint32_t record : {each.without, each.same, each.one_edit})
      check(explained(each.child, record), each);
  for (const char* level : {"same", "one edit", "missing"})
    EXPECT_GE(carried_out[level], 3u) << level;
}

TEST(LinkTwins, AreNamed) {
  const Town town(2);
  const Records records = town.records();
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  Linker linker(records, lists, LinkSettings{});
  const Linked linked = linker.run();

  std::size_t twins = 0, named = 0;
  for (std::uint32_t a = 0; a < town.rows.size(); ++a)
    for (std::uint32_t b = a + 1; b < town.rows.size(); ++b) {
      if (town.twin_set[a] == 0 || town.person[a] == town.person[b]) continue;
      if (town.rows[a][2] != town.rows[b][2] ||
          town.rows[a][family_cell] != town.rows[b][family_cell])
        continue;
      ++twins;
      const Explanation found = explain(linker, linked, a, b);
      if (found.likeliest != Class::twin) continue;
      ++named;
      const std::string text = to_text(found, [](std::uint32_t r) { return std::to_string(r); });
      EXPECT_THAT(text, HasSubstr(std::to_string(a) + " is likely a twin of " + std::to_string(b)));
      EXPECT_THAT(text, HasSubstr("birth date: same"));
    }
  EXPECT_GT(twins, 30u);
  EXPECT_GE(named, twins * 9 / 10);
}

TEST_F(LinkExplanation, SaysWhoElseARecordMightBe) {
  linked.edges = {{0, 1, 9, false}, {0, 2, 4, false}, {1, 2, 20, false}, {1, 3, 6, false}};
  std::iota(linked.clusters.begin(), linked.clusters.end(), 0U);
  linked.clusters[1] = 0;
  linked.clusters[2] = 0;
  const Explanation found = explained(0, 1);
  ASSERT_THAT(found.rivals, SizeIs(1));
  EXPECT_EQ(found.rivals[0].record, 1u);
  EXPECT_EQ(found.rivals[0].other, 3u);
  EXPECT_EQ(found.rivals[0].bits, 6);
  EXPECT_NEAR(found.rivals[0].margin, found.bits - 6, 1e-9);
  EXPECT_TRUE(found.is_one_cluster);

  linked.clusters[1] = 1;
  EXPECT_FALSE(explained(0, 1).is_one_cluster);
  EXPECT_THAT(explained(0, 1).rivals, SizeIs(2));
}

TEST_F(LinkExplanation, IsJsonForPrograms) {
  const Edge& edge = linked.edges.front();
  const auto number = [](std::uint32_t r) { return formats::Json(static_cast<std::uint64_t>(r)); };
  const formats::Json json = to_json(explained(edge.a, edge.b), number);
  EXPECT_EQ(json["a"].whole(), edge.a);
  double sum = json["prior_bits"].number() + json["shared_damage_bits"].number() +
               json["other_explanations_bits"].number();
  for (const formats::Json& field : json["fields"].items()) sum += field["bits"].number();
  EXPECT_NEAR(sum, json["bits"].number(), 1e-9);
  EXPECT_THAT(json["probabilities"].members(), SizeIs(classes));
}

TEST_F(LinkExplanation, CountsEachErrorOnceByItsClass) {
  std::vector<std::uint32_t> truth(town.rows.size());
  for (std::uint32_t r = 0; r < truth.size(); ++r)
    truth[r] = r < town.person.size() ? town.person[r] : 100'000 + r;
  for (std::uint32_t r = 0; r + 7 < town.person.size(); r += 30) std::swap(truth[r], truth[r + 7]);
  const Score all = score(linked.clusters, linked.edges, truth, linker->equal_rows());
  const Errors errors = errors_by_class(*linker, linked, truth);

  PairErrors sum = errors.unscored;
  for (const PairErrors& of_class : errors.by_class) {
    sum.wrong += of_class.wrong;
    sum.missed += of_class.missed;
    sum.wrong_in_clusters += of_class.wrong_in_clusters;
    sum.missed_in_clusters += of_class.missed_in_clusters;
  }
  EXPECT_GT(sum.wrong, 0);
  EXPECT_EQ(sum.wrong, all.pairs.found - all.pairs.right);
  EXPECT_EQ(sum.missed, all.pairs.all - all.pairs.right);
  EXPECT_EQ(sum.wrong_in_clusters, all.clusters.found - all.clusters.right);
  EXPECT_EQ(sum.missed_in_clusters, all.clusters.all - all.clusters.right);
  const PairErrors& of_same = errors.by_class[static_cast<std::size_t>(Class::same)];
  EXPECT_EQ(of_same.wrong + of_same.missed, 0);
  EXPECT_GE(errors.unscored.missed, 0);
  EXPECT_GE(errors.unscored.missed_in_clusters, 0);
}

TEST(LinkClusterExplanation, SaysWhatHoldsItTogether) {
  Linked linked;
  linked.clusters = {0, 0, 0, 3};
  linked.edges = {{0, 1, 12, false}, {1, 2, 4, false}, {2, 3, 1, false}, {1, 3, -3, false}};
  const ClusterExplanation found = explain_cluster(linked, 2);
  ASSERT_THAT(found.members, SizeIs(3));
  EXPECT_EQ(found.members[1].pairs, 2u);
  EXPECT_EQ(found.members[1].mean, 8);
  EXPECT_EQ(found.unscored, 1u);
  EXPECT_EQ(found.weakest->bits, 4);
  EXPECT_EQ(found.strongest->bits, 12);
  EXPECT_EQ(found.nearest_outside->bits, 1);
  EXPECT_THAT(to_text(found, [](std::uint32_t r) { return "row " + std::to_string(r); }),
              HasSubstr("weakest pair: row 1 and row 2, +4.00 bits"));

  const ClusterExplanation alone = explain_cluster(linked, 3);
  EXPECT_THAT(alone.members, SizeIs(1));
  EXPECT_FALSE(alone.weakest.has_value());
}

TEST(LinkThresholds, CountAllThatIsAbove) {
  const auto found =
      thresholds({{0, 1, 5.2F, false}, {0, 2, 5.4F, false}, {2, 3, -1, false}}, {7, 7, 8, 8});
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].bits, 5);
  EXPECT_DOUBLE_EQ(found[0].pairs.precision(), 0.5);
  EXPECT_DOUBLE_EQ(found[0].pairs.recall(), 0.5);
  EXPECT_EQ(found[1].bits, -1);
  EXPECT_DOUBLE_EQ(found[1].pairs.recall(), 1);
  EXPECT_THAT(thresholds({}, {}), IsEmpty());
}

TEST(LinkWords, NeverClaimCertainty) {
  EXPECT_EQ(percent(1), "> 99.99 %");
  EXPECT_EQ(percent(0), "< 0.01 %");
  EXPECT_EQ(percent(0.5), "50.00 %");
}

}  // namespace
}  // namespace trellis::linkage
