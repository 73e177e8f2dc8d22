#include <algorithm>
#include <iostream>
#include <ostream>
#include <string>

#include "files.hpp"
#include "identifiers.hpp"
#include "random.hpp"

namespace first_hour {
namespace {

using std::chrono::days;

enum Purpose : std::uint64_t { case_purpose = 40, big_purpose };

constexpr std::string_view sources[] = {"2A", "6", "1A", "3E", "5B", "5D", "3A", "7"};
constexpr std::string_view needs[] = {"N1", "N5", "N4", "N6", "N3", "N2"};
constexpr std::string_view factors[] = {"3B",  "4B",  "2B",  "16A", "14A",
                                        "13A", "24A", "10A", "2A",  "17A"};
constexpr std::string_view abuse[] = {"NEG", "EMO", "PHY", "MUL", "SAB"};
constexpr std::string_view ethnicities[] = {"WBRI", "WOTH", "APKN", "MWBC", "AIND", "BAFR", "NOBT"};

struct Child {
  std::string key, upn, former_upn, ethnicity;
  char sex = 'U';
  Day born;
  bool has_new_plan = false;
};

void element(std::ostream& to, int depth, std::string_view name, std::string_view text) {
  to << std::string(static_cast<std::size_t>(depth) * 2, ' ') << '<' << name << '>' << text << "</"
     << name << ">\n";
}
void open(std::ostream& to, int depth, std::string_view name) {
  to << std::string(static_cast<std::size_t>(depth) * 2, ' ') << '<' << name << ">\n";
}
void close(std::ostream& to, int depth, std::string_view name) {
  to << std::string(static_cast<std::size_t>(depth) * 2, ' ') << "</" << name << ">\n";
}

void write_header(std::ostream& to, std::string_view authority_code, Day today) {
  to << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  open(to, 0, "Message");
  open(to, 1, "Header");
  open(to, 2, "CollectionDetails");
  element(to, 3, "Collection", "CIN");
  element(to, 3, "Year", std::to_string(year_of(today) + 1));
  element(to, 3, "ReferenceDate", std::to_string(year_of(today) + 1) + "-03-31");
  close(to, 2, "CollectionDetails");
  open(to, 2, "Source");
  element(to, 3, "SourceLevel", "L");
  element(to, 3, "LEA", authority_code);
  element(to, 3, "SoftwareCode", "Invented case system");
  element(to, 3, "SerialNo", "001");
  element(to, 3, "DateTime", iso_date(today) + "T06:30:00");
  close(to, 2, "Source");
  close(to, 1, "Header");
  open(to, 1, "Children");
}

void write_footer(std::ostream& to) {
  close(to, 1, "Children");
  close(to, 0, "Message");
}

void write_assessment(std::ostream& to, Random& random, Day start) {
  open(to, 4, "Assessments");
  element(to, 5, "AssessmentActualStartDate", iso_date(start + days(2)));
  element(to, 5, "AssessmentInternalReviewDate", iso_date(start + days(12)));
  element(to, 5, "AssessmentAuthorisationDate", iso_date(start + days(36)));
  open(to, 5, "FactorsIdentifiedAtAssessment");
  const int first = random.below(8);
  const int count = random.between(1, 3);
  for (int i = 0; i < count; ++i) {
    element(to, 6, "AssessmentFactors",
            factors[static_cast<std::size_t>(first + i) % std::size(factors)]);
  }
  close(to, 5, "FactorsIdentifiedAtAssessment");
  close(to, 4, "Assessments");
}

void write_enquiry(std::ostream& to, Day start, bool conference) {
  open(to, 4, "Section47");
  element(to, 5, "S47ActualStartDate", iso_date(start));
  element(to, 5, "InitialCPCtarget", iso_date(start + days(21)));
  if (conference) element(to, 5, "DateOfInitialCPC", iso_date(start + days(15)));
  element(to, 5, "ICPCnotRequired", conference ? "0" : "1");
  close(to, 4, "Section47");
}

void write_protection_plan(std::ostream& to, Random& random, Day start, bool fresh) {
  const std::string_view category = random.pick(std::span(abuse));
  open(to, 4, "ChildProtectionPlans");
  element(to, 5, "CPPstartDate", iso_date(start));
  element(to, 5, "InitialCategoryOfAbuse", category);
  element(to, 5, "LatestCategoryOfAbuse", category);
  element(to, 5, "NumberOfPreviousCPP", random.percent(20) ? "1" : "0");
  if (!fresh) {
    open(to, 5, "Reviews");
    element(to, 6, "CPPreviewDate", iso_date(start + days(90)));
    close(to, 5, "Reviews");
  }
  close(to, 4, "ChildProtectionPlans");
}

void write_episode(std::ostream& to, Random& random, const Child& child, Day today) {
  const Day referred =
      std::max(child.born, today - days(child.has_new_plan ? 28 : random.between(40, 260)));
  const int roll = random.below(100);
  const bool no_action = !child.has_new_plan && roll < 18;
  const bool closed = !child.has_new_plan && !no_action && roll < 40;
  const bool protection = child.has_new_plan || (!no_action && !closed && roll > 82);
  open(to, 3, "CINdetails");
  element(to, 4, "CINreferralDate", iso_date(referred));
  element(to, 4, "ReferralSource", random.pick(std::span(sources)));
  element(to, 4, "PrimaryNeedCode", random.pick_common(std::span(needs)));
  if (closed) element(to, 4, "CINclosureDate", iso_date(today - days(random.between(3, 30))));
  if (closed) element(to, 4, "ReasonForClosure", random.percent(60) ? "RC8" : "RC9");
  if (!no_action) write_assessment(to, random, referred);
  if (!no_action && !protection) {
    open(to, 4, "CINPlanDates");
    element(to, 5, "CINPlanStartDate", iso_date(referred + days(38)));
    if (closed) element(to, 5, "CINPlanEndDate", iso_date(today - days(3)));
    close(to, 4, "CINPlanDates");
  }
  if (protection || roll > 70) write_enquiry(to, referred + days(5), protection);
  element(to, 4, "ReferralNFA", no_action ? "1" : "0");
  if (protection) {
    const Day start = child.has_new_plan ? today - days(random.between(1, 6)) : referred + days(21);
    write_protection_plan(to, random, start, child.has_new_plan);
  }
  close(to, 3, "CINdetails");
}

void write_child(std::ostream& to, Random& random, const Child& child, Day today) {
  open(to, 2, "Child");
  open(to, 3, "ChildIdentifiers");
  element(to, 4, "LAchildID", child.key);
  if (child.upn.empty()) {
    element(to, 4, "UPNunknown", "UN4");
  } else {
    element(to, 4, "UPN", child.upn);
  }
  if (!child.former_upn.empty()) element(to, 4, "FormerUPN", child.former_upn);
  element(to, 4, "PersonBirthDate", iso_date(child.born));
  element(to, 4, "Sex", std::string(1, child.sex));
  close(to, 3, "ChildIdentifiers");
  open(to, 3, "ChildCharacteristics");
  element(to, 4, "Ethnicity", child.ethnicity);
  if (random.percent(9)) {
    open(to, 4, "Disabilities");
    element(to, 5, "Disability", random.percent(50) ? "LD" : "BEH");
    close(to, 4, "Disabilities");
  }
  close(to, 3, "ChildCharacteristics");
  if (random.percent(15) && today - child.born > days(800)) {
    Child before = child;
    before.has_new_plan = false;
    write_episode(to, random, before, today - days(400));
  }
  write_episode(to, random, child, today);
  close(to, 2, "Child");
}

// An unborn child, a child without an id of the authority, a code nobody defined.
void write_unusual(std::ostream& to, Day today) {
  to << "    <Child>\n      <ChildIdentifiers>\n        <LAchildID>NBUNBORN1</LAchildID>\n"
     << "        <UPNunknown>UN1</UPNunknown>\n        <ExpectedPersonBirthDate>"
     << iso_date(today + days(60)) << "</ExpectedPersonBirthDate>\n        <Sex>U</Sex>\n"
     << "      </ChildIdentifiers>\n      <ChildCharacteristics><Ethnicity>NOBT</Ethnicity>"
     << "</ChildCharacteristics>\n      <CINdetails><CINreferralDate>" << iso_date(today - days(30))
     << "</CINreferralDate><ReferralSource>3B</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>"
     << "<ReferralNFA>0</ReferralNFA></CINdetails>\n    </Child>\n"
     << "    <Child>\n      <ChildIdentifiers>\n        "
        "<PersonBirthDate>2014-02-11</PersonBirthDate>\n"
     << "        <Sex>F</Sex>\n      </ChildIdentifiers>\n      <ChildCharacteristics>"
     << "<Ethnicity>WBRI</Ethnicity></ChildCharacteristics>\n      <CINdetails><CINreferralDate>"
     << "2026-13-05</CINreferralDate><ReferralSource>99</ReferralSource>"
     << "<ReferralNFA>0</ReferralNFA></CINdetails>\n    </Child>\n";
}

Child child_of(const Population& population, Random& random, const Person& person) {
  const bool showcase =
      person.id == population.people[static_cast<std::size_t>(population.showcase)].id;
  Child child{social_care_key(population, person),   {},         {},
              population.home(person).ethnicity,     person.sex, person.born,
              person.story == Story::protection_plan};
  if (!person.upn.empty() && (showcase || random.percent(88))) child.upn = person.upn;
  if (!child.upn.empty() && !showcase && random.percent(2)) child.upn = with_wrong_check(child.upn);
  if (!person.former_upn.empty() && random.percent(50)) child.former_upn = person.former_upn;
  return child;
}

}  // namespace

std::string social_care_key(const Population& population, const Person& person) {
  const int authority = population.home(person).authority;
  return std::string(authorities[static_cast<std::size_t>(authority)].postcode_area) +
         std::to_string(4'000'000 + person.id * 7);
}

void write_cin_censuses(const Population& population, const std::string& out, Truth& truth) {
  for (std::size_t i = 0; i < cin_connections.size(); ++i) {
    const std::string name(cin_connections[i]);
    std::ofstream to =
        open_file(out + "/inputs/" + name + "/cin_" + iso_date(population.today) + ".xml");
    const Authority& where = authorities[i == 0 ? 0 : 3];
    write_header(to, where.code, population.today);
    for (const Person& person : population.people) {
      const int authority = population.home(person).authority;
      const bool here = authorities[static_cast<std::size_t>(authority)].cin == static_cast<int>(i);
      if (!person.in_cin || !here) continue;
      Random random =
          Random::of(population.seed, static_cast<std::uint64_t>(person.id), case_purpose);
      write_child(to, random, child_of(population, random, person), population.today);
      truth.add(name, std::string(where.code) + "/" + social_care_key(population, person), person);
    }
    if (i == 0) write_unusual(to, population.today);
    write_footer(to);
  }
}

void write_big_cin_census(std::uint64_t seed, int children, Day today, const std::string& file) {
  std::ofstream opened;
  if (file != "-") opened = open_file(file);
  std::ostream& to = file == "-" ? std::cout : opened;
  write_header(to, authorities[0].code, today);
  for (int i = 0; i < children; ++i) {
    Random random = Random::of(seed, static_cast<std::uint64_t>(i), big_purpose);
    Child child;
    child.key = "NB" + std::to_string(10'000'000 + i);
    child.sex = random.percent(51) ? 'M' : 'F';
    child.born = today - days(random.between(60, 18 * 365));
    child.ethnicity = random.pick(std::span(ethnicities));
    // Distinct as long as there are fewer than 10,000 establishments of 1,000 children.
    if (random.percent(80))
      child.upn = upn(901, i / 1000 % 10'000, year_of(child.born) + 4, i % 1000);
    write_child(to, random, child, today);
  }
  write_footer(to);
}

}  // namespace first_hour
