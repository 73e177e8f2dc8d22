#include <array>
#include <cstdio>
#include <string>

#include "files.hpp"
#include "random.hpp"

namespace first_hour {
namespace {

using std::chrono::days;

enum Purpose : std::uint64_t {
  table_id_purpose = 30,
  former_table_id_purpose,
  entry_purpose,
  steady_purpose,
  row_purpose
};

std::string table_id(const Population& population, const Person& person, std::uint64_t purpose) {
  Random random = Random::of(population.seed, static_cast<std::uint64_t>(person.id), purpose);
  char text[16];
  std::snprintf(text, sizeof text, "%08llx-%03llx",
                static_cast<unsigned long long>(random.next() >> 32U),
                static_cast<unsigned long long>(random.next() & 0xFFFU));
  return text;
}

std::string school_code(int authority, int school) {
  char text[16];
  std::snprintf(text, sizeof text, "%s%02d",
                std::string(authorities[static_cast<std::size_t>(authority)].school_prefix).c_str(),
                school + 1);
  return text;
}

// One term's tables of one connection.
struct Tables {
  Csv pupils, leavers, addresses, meals, exclusions, leavers_exclusions, sessions, needs, provision;

  Tables(const std::string& prefix, bool spring)
      : pupils(prefix + "pupilonroll.csv", {"pupilonrolltableid",
                                            "NativeId",
                                            "dob",
                                            "surname",
                                            "forename",
                                            "middlenames",
                                            "preferredsurname",
                                            "formersurname",
                                            "upn",
                                            "formerupn",
                                            "uniquelearnernumber",
                                            "sex",
                                            "entrydate",
                                            "pupilonrollorderseqcolumn",
                                            "sourceid",
                                            "schoolcensustableid",
                                            "referencedate",
                                            "parttime",
                                            "termlysessionspossible",
                                            "termlysessionsauthorised",
                                            "termlysessionsunauthorised",
                                            spring ? "ethnicity" : "topupfunding",
                                            "language",
                                            "enrolstatus",
                                            "plaa",
                                            "senprovision",
                                            "ncyearactual",
                                            spring ? "youngcarer" : "servicechild"}),
        leavers(prefix + "pupilnolongeronroll.csv",
                {"pupilnolongeronrolltableid", "NativeId", "dob", "surname", "forename", "upn",
                 "sex", "entrydate", "leavingdate", "pupilnolongeronrollorderseqcolumn", "sourceid",
                 "schoolcensustableid", "termlysessionspossible", "language"}),
        addresses(prefix + (spring ? "addresses.csv" : "addressesonroll.csv"),
                  {"pupilonrolltableid", "NativeId",
                   spring ? "addressestableid" : "addressesonrolltableid",
                   spring ? "addressesorderseqcolumn" : "addressesonrollorderseqcolumn", "sourceid",
                   "paon", "street", "town", "postcode", "uniquepropertyreferencenumber"}),
        meals(prefix + (spring ? "fsmperiod.csv" : "fsmperiodsonroll.csv"),
              {"pupilonrolltableid", "NativeId",
               spring ? "fsmperiodtableid" : "fsmperiodsonrolltableid",
               spring ? "fsmperiodorderseqcolumn" : "fsmperiodsonrollorderseqcolumn", "sourceid",
               "fsmstartdate", "fsmenddate", "ukcountry"}),
        exclusions(prefix + "termlyexclusionsonroll.csv", exclusion_columns("onroll")),
        leavers_exclusions(prefix + "termlyexclusionsoffroll.csv", exclusion_columns("offroll")),
        sessions(prefix + "termlysessiondetailsonroll.csv",
                 {"pupilonrolltableid", "NativeId", "termlysessiondetailsonrolltableid",
                  "termlysessiondetailsonrollorderseqcolumn", "sourceid", "sessions",
                  "attendancereason"}),
        needs(prefix + (spring ? "senneeds.csv" : "approvisiondetailonroll.csv"),
              spring ? std::vector<std::string_view>{"pupilonrolltableid", "NativeId",
                                                     "senneedstableid", "senneedsorderseqcolumn",
                                                     "sourceid", "sentyperank", "sentype"}
                     : std::vector<std::string_view>{"pupilonrolltableid", "NativeId",
                                                     "approvisiondetailonrolltableid",
                                                     "approvisiondetailonrollorderseqcolumn",
                                                     "sourceid", "prevurn", "apreason",
                                                     "senprovisionentry"}),
        provision(prefix + "schoolarrangedapdetailonroll.csv",
                  {"pupilonrolltableid", "NativeId", "schoolarrangedapdetailonrolltableid",
                   "schoolarrangedapdetailonrollorderseqcolumn", "sourceid", "urn", "entrydate",
                   "leavingdate", "apsessionsperweek", "apsettingtype", "placementreason",
                   "apattendancepattern"}) {}

  static std::vector<std::string_view> exclusion_columns(std::string_view roll) {
    const bool on = roll == "onroll";
    return {on ? "pupilonrolltableid" : "pupilnolongeronrolltableid",
            "NativeId",
            on ? "termlyexclusionsonrolltableid" : "termlyexclusionsoffrolltableid",
            on ? "termlyexclusionsonrollorderseqcolumn" : "termlyexclusionsoffrollorderseqcolumn",
            "sourceid",
            "startdate",
            "sessions",
            "reason1",
            "reason2",
            "reason3",
            "category",
            "senprovision"};
  }
};

std::string year_group(const Person& person, Day today) {
  const std::chrono::year_month_day now(today);
  const int start = static_cast<unsigned>(now.month()) >= 9 ? static_cast<int>(now.year())
                                                            : static_cast<int>(now.year()) - 1;
  const Day september(std::chrono::year(start) / 9 / 1);
  const int year = age_on(person.born, september) - 4;
  return year <= 0 ? "R" : std::to_string(year);
}

// One pupil's rows in one term.
class Pupil {
 public:
  Pupil(const Population& population, const Person& person, Tables& tables, bool spring, Day on)
      : population_(population),
        person_(person),
        tables_(tables),
        spring_(spring),
        on_(on),
        random_(Random::of(population.seed, static_cast<std::uint64_t>(person.id),
                           row_purpose + (spring ? 10 : 0))),
        steady_(Random::of(population.seed, static_cast<std::uint64_t>(person.id), steady_purpose)),
        id_(table_id(population, person, table_id_purpose)),
        school_(school_code(population.home(person).authority, person.school)),
        source_(id_.substr(0, 8)) {
    const int roll = steady_.below(100);
    sen_ = roll < 78 ? "N" : roll < 94 ? "K" : "E";
    if (person.in_youth_justice && sen_ == "N" && steady_.percent(40)) sen_ = "K";
  }

  void write() {
    attendance();
    pupil();
    address();
    if (steady_.percent(24)) meals();
    exclusions();
    if (spring_ && sen_ != "N") need();
    if (!spring_ && person_.in_youth_justice && random_.percent(12)) provision();
  }

 private:
  std::string row_id(const char* kind, int n) const { return source_ + kind + std::to_string(n); }
  bool has(Story story) const { return !spring_ && person_.story == story; }

  // The beginning of a school year, the same in every term.
  Day entry_date() const {
    Random random =
        Random::of(population_.seed, static_cast<std::uint64_t>(person_.id), entry_purpose);
    const int year = year_of(population_.today - days(random.between(330, 1700)));
    return Day(std::chrono::year(year) / 9 / 2);
  }

  std::string recorded_upn() {
    if (person_.id == population_.people[static_cast<std::size_t>(population_.showcase)].id) {
      return person_.upn;
    }
    const int roll = steady_.below(100);
    if (roll < 2 && !person_.upn.empty()) {
      std::string wrong = person_.upn;
      wrong[12] = wrong[12] == '9' ? '0' : static_cast<char>(wrong[12] + 1);
      return wrong;
    }
    return roll < 3 ? "" : person_.upn;
  }

  void attendance() {
    possible_ = spring_ ? 116 : 102;
    int missed = random_.below(9);
    if (person_.in_youth_justice) missed += random_.below(6);
    if (has(Story::low_attendance)) missed = random_.between(22, 48);
    unauthorised_ = missed / (person_.in_youth_justice ? 2 : 4);
    authorised_ = missed - unauthorised_;
    int n = 0;
    const auto total = [&](int sessions, const char* code) {
      if (sessions == 0) return;
      ++n;
      tables_.sessions.row({id_, school_, row_id("s", n), std::to_string(n), source_,
                            census_number(sessions), code});
    };
    total(authorised_ - authorised_ / 4, "I");
    total(authorised_ / 4, "M");
    total(unauthorised_, "O");
  }

  void pupil() {
    const Written name = write_person(population_, person_, Clerk::school);
    const Household& home = population_.home(person_);
    const bool half = name.family != person_.family && name.family != person_.former_family;
    tables_.pupils.row({id_,
                        school_,
                        census_date(name.born),
                        name.family,
                        name.given,
                        name.middle,
                        half ? person_.family : "",
                        random_.percent(30) ? person_.former_family : "",
                        recorded_upn(),
                        person_.former_upn,
                        person_.uln,
                        std::string(1, person_.sex),
                        census_date(entry_date()),
                        "1",
                        source_,
                        school_ + "-CENSUS",
                        census_date(on_),
                        "False",
                        census_number(possible_),
                        census_number(authorised_),
                        census_number(unauthorised_),
                        spring_ ? home.ethnicity : "",
                        "ENG",
                        "C",
                        "N",
                        sen_,
                        year_group(person_, on_),
                        spring_ ? (random_.percent(3) ? "S" : "N") : "No"});
  }

  void address() {
    const Household& home = population_.home(person_);
    const bool old_address = spring_ && !home.former_address.line.empty();
    const Address& address = old_address ? home.former_address : home.address;
    const std::size_t space = address.line.find(' ');
    tables_.addresses.row({id_, school_, row_id("a", 1), "1", source_,
                           address.line.substr(0, space), address.line.substr(space + 1),
                           address.town, address.postcode, ""});
  }

  void meals() {
    tables_.meals.row({id_, school_, row_id("m", 1), "1", source_,
                       census_date(population_.today - days(steady_.between(300, 900))), "",
                       "ENG"});
  }

  void exclusion(int n, Day day, int sessions, const char* category) {
    constexpr std::array<std::string_view, 5> reasons = {"DB", "PP", "VA", "DA", "OW"};
    tables_.exclusions.row({id_, school_, row_id("e", n), std::to_string(n), source_,
                            census_date(day), census_number(sessions),
                            std::string(random_.pick(std::span(reasons))),
                            random_.percent(20) ? "DM" : "", "", category, sen_});
  }

  void exclusions() {
    int n = 0;
    if (random_.percent(person_.in_youth_justice ? 12 : 2)) {
      exclusion(++n, on_ - days(random_.between(40, 75)), random_.between(2, 6), "SUSP");
    }
    if (has(Story::suspension)) {
      exclusion(++n, on_ - days(random_.between(1, 5)), random_.between(2, 10), "SUSP");
    }
    if (has(Story::permanent_exclusion)) {
      exclusion(++n, on_ - days(random_.between(1, 6)), 10, "PERM");
    }
  }

  void need() {
    constexpr std::array<std::string_view, 5> types = {"SEMH", "SLCN", "ASD", "MLD", "SPLD"};
    tables_.needs.row({id_, school_, row_id("n", 1), "1", source_, "1.0",
                       std::string(random_.pick_common(std::span(types)))});
  }

  void provision() {
    tables_.provision.row({id_, school_, row_id("p", 1), "1", source_, "",
                           census_date(on_ - days(40)), "", census_number(random_.between(2, 8)),
                           "OTH", "BHS", "PT"});
  }

  const Population& population_;
  const Person& person_;
  Tables& tables_;
  bool spring_;
  Day on_;
  Random random_;
  Random steady_;  // the same in every term
  std::string id_;
  std::string school_;
  std::string source_;
  std::string sen_;
  int possible_ = 0;
  int authorised_ = 0;
  int unauthorised_ = 0;
};

std::string leaver(const Population& population, const Person& person, Tables& tables) {
  const std::string id = table_id(population, person, former_table_id_purpose);
  const std::string school = school_code(person.moved_from, person.school);
  tables.leavers.row({id, school, census_date(person.born), person.family, person.given, person.upn,
                      std::string(1, person.sex), census_date(population.today - days(800)),
                      census_date(population.today - days(80)), "1", id.substr(0, 8),
                      school + "-CENSUS", census_number(110), "ENG"});
  if (person.in_youth_justice) {
    tables.leavers_exclusions.row({id, school, id.substr(0, 8) + "e1", "1", id.substr(0, 8),
                                   census_date(population.today - days(95)), census_number(10),
                                   "PP", "", "", "SUSP", "K"});
  }
  return school + "/" + id;
}

// A line cut short, and an exclusion of a pupil whom no other table knows.
void write_faults(Tables& tables, const Population& population) {
  tables.pupils.raw("00000bad-001,NBR01,2012-Jan-05 00:00:00,Lomas");
  tables.exclusions.row({"00000bad-002", "NBR02", "bade1", "1", "00000bad",
                         census_date(population.today - days(4)), census_number(4), "DB", "", "",
                         "SUSP", "K"});
}

void write_term(const Population& population, std::size_t connection, bool spring,
                const std::string& out, Truth* truth) {
  const std::string term =
      std::to_string(year_of(population.today)) + (spring ? "_spring" : "_autumn");
  const std::string prefix = out + "/inputs/" + std::string(census_connections[connection]) + "/" +
                             term + "/" + term + "_";
  const Day on = spring ? population.today - days(210) : population.today;
  Tables tables(prefix, spring);
  for (const Person& person : population.people) {
    if (!person.in_school) continue;
    const int authority = population.home(person).authority;
    if (authorities[static_cast<std::size_t>(authority)].census == static_cast<int>(connection)) {
      Pupil(population, person, tables, spring, on).write();
      if (truth != nullptr) {
        truth->add(census_connections[connection], pupil_key(population, person), person);
      }
    }
    if (spring || person.moved_from < 0 || truth == nullptr) continue;
    if (authorities[static_cast<std::size_t>(person.moved_from)].census ==
        static_cast<int>(connection)) {
      truth->add(census_connections[connection], leaver(population, person, tables), person);
    }
  }
  if (!spring && connection == 0) write_faults(tables, population);
}

}  // namespace

std::string pupil_key(const Population& population, const Person& person) {
  return school_code(population.home(person).authority, person.school) + "/" +
         table_id(population, person, table_id_purpose);
}

void write_censuses(const Population& population, const std::string& out, Truth& truth) {
  for (std::size_t i = 0; i < census_connections.size(); ++i) {
    write_term(population, i, false, out, &truth);
  }
  // One authority also sends the term before, which holds what only the spring census asks.
  write_term(population, 0, true, out, nullptr);
}

}  // namespace first_hour
