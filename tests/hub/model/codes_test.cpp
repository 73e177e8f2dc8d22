#include <filesystem>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "hub/base/text.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/model/restriction.hpp"
#include "tests/hub/model/vectors.hpp"

// The shared code lists in mappings/codes, read as simply as can be.
namespace trellis::model {
namespace {

using Lists = std::map<std::string, CodeList>;

Date date_or_none(const std::string& text) {
  if (text.empty()) return {};
  const auto date = Date::parse(text);
  EXPECT_TRUE(date.ok()) << text;
  return date.ok() ? *date : Date{};
}

CodeList read_list(const std::filesystem::path& path) {
  CodeList list;
  list.name = path.stem().string();
  std::ifstream file(path);
  std::string row;
  std::getline(file, row);
  EXPECT_EQ(row, "code,label,maps_to,from,to") << list.name;
  while (std::getline(file, row)) {
    EXPECT_TRUE(text::is_utf8(row)) << list.name;
    const auto cells = trellis::testing::csv_cells(row);
    EXPECT_EQ(cells.size(), 5u) << list.name << ": " << row;
    if (cells.size() != 5) continue;
    list.entries.push_back(
        {cells[0], cells[1], cells[2], date_or_none(cells[3]), date_or_none(cells[4])});
  }
  return list;
}

Lists shared_lists() {
  Lists lists;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(TRELLIS_SOURCE_DIR) + "/mappings/codes")) {
    if (entry.path().extension() != ".csv") continue;
    CodeList list = read_list(entry.path());
    lists.emplace(list.name, std::move(list));
  }
  return lists;
}

bool overlap(const CodeList::Entry& a, const CodeList::Entry& b) {
  const auto starts_by = [](const CodeList::Entry& x, const CodeList::Entry& y) {
    return x.from.none() || y.to.none() || x.from.first_day() <= y.to.last_day();
  };
  return starts_by(a, b) && starts_by(b, a);
}

TEST(SharedCodes, HaveCodesThatStandOnceAtATime) {
  for (const auto& [name, list] : shared_lists()) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(list.entries.empty());
    for (auto a = list.entries.begin(); a != list.entries.end(); ++a) {
      EXPECT_FALSE(a->code.empty());
      EXPECT_TRUE(a->from.none() || a->to.none() || a->from <= a->to) << a->code;
      for (auto b = std::next(a); b != list.entries.end(); ++b)
        EXPECT_FALSE(a->code == b->code && overlap(*a, *b)) << a->code;
    }
  }
}

// Crosswalks and the list whose codes they mean.
const std::map<std::string, std::string> crosswalks = {
    {"sex_hl7", "sex"},
    {"sex_cin_before_2025", "sex"},
    {"dfe_ethnicity_extended", "dfe_ethnicity_main"},
    {"nhs_ethnic_category_england", "dfe_ethnicity_main"},
    {"police_self_defined_ethnicity", "dfe_ethnicity_main"},
    {"school_exclusion_category", "school_exclusion_category"},
    {"restriction_scope", "restriction_scope"}};

TEST(SharedCodes, LeadOnlyToCodesThatExist) {
  const Lists lists = shared_lists();
  for (const auto& [name, list] : lists) {
    for (const CodeList::Entry& entry : list.entries) {
      if (entry.maps_to.empty()) continue;
      const auto target = crosswalks.find(name);
      ASSERT_NE(target, crosswalks.end()) << name << " is a crosswalk to no list";
      EXPECT_NE(lists.at(target->second).find(entry.maps_to), nullptr) << name << " " << entry.code;
    }
  }
}

// The list is what mappings know, the function what decides: they agree.
TEST(SharedCodes, OfRestrictionsAreUnderstoodAsTheyAreListed) {
  const Lists lists = shared_lists();
  for (const CodeList::Entry& entry : lists.at("restriction_scope").entries) {
    const auto scope = parse_restriction_scope(entry.code);
    ASSERT_TRUE(scope) << entry.code;
    EXPECT_EQ(to_string(*scope), entry.maps_to.empty() ? entry.code : entry.maps_to);
  }
}

TEST(SharedCodes, GiveEveryCodeOfACrosswalkAMeaning) {
  const Lists lists = shared_lists();
  for (const std::string name :
       {"sex_hl7", "sex_cin_before_2025", "nhs_ethnic_category_england", "dfe_ethnicity_extended"})
    for (const CodeList::Entry& entry : lists.at(name).entries)
      EXPECT_FALSE(entry.maps_to.empty()) << name << " " << entry.code;
}

TEST(SharedCodes, KnowWhenCodesBeganAndEnded) {
  const Lists lists = shared_lists();
  const auto label = [&](const std::string& list, std::string_view code, std::string_view day) {
    const CodeList::Entry* entry = lists.at(list).find(code, *Date::parse(day));
    return entry == nullptr ? "-" : entry->label;
  };
  EXPECT_EQ(label("cin_primary_need", "N1", "2024-06-01"), "Abuse or neglect");
  EXPECT_EQ(label("cin_primary_need", "N1", "2026-03-31"), "Abuse, neglect and exploitation");
  EXPECT_EQ(label("school_attendance_code", "Y5", "2024-08-18"), "-");
  EXPECT_NE(label("school_attendance_code", "Y5", "2024-08-19"), "-");
  EXPECT_EQ(label("school_attendance_code", "H", "2024-08-19"), "-");
  EXPECT_NE(label("cin_assessment_factor", "18A", "2021-03-31"), "-");
  EXPECT_EQ(label("cin_assessment_factor", "18A", "2021-04-01"), "-");
  EXPECT_EQ(label("ssda903_placement_type", "P2", "2023-10-29"), "-");
}

TEST(SharedCodes, HoldTheAuthoritiesOfThePilot) {
  const Lists lists = shared_lists();
  const CodeList& authorities = lists.at("dfe_la_code");
  EXPECT_EQ(authorities.find("895")->label, "Cheshire East");
  EXPECT_EQ(authorities.find("896")->label, "Cheshire West and Chester");
  EXPECT_EQ(authorities.find("876")->label, "Halton");
  EXPECT_EQ(authorities.find("877")->label, "Warrington");
}

}  // namespace
}  // namespace trellis::model
