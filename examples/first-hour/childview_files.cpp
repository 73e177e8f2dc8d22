#include <array>
#include <string>

#include "files.hpp"
#include "random.hpp"

namespace first_hour {
namespace {

using std::chrono::days;

constexpr std::string_view workers[] = {"R. Okoro", "J. Whitfield", "S. Parveen",
                                        "D. Lomax", "A. Brennan",   "M. Castellan"};

struct Reports {
  Csv young_people, programmes, offences, interventions, assessments, contacts, victims,
      circumstances;

  explicit Reports(const std::string& folder)
      : young_people(folder + "young_people.csv", {"YOUNG_PERSON_ID",
                                                   "SURNAME",
                                                   "FORENAME",
                                                   "MIDDLE_NAME",
                                                   "KNOWN_AS",
                                                   "PREVIOUS_SURNAME",
                                                   "DATE_OF_BIRTH",
                                                   "SEX",
                                                   "ETHNICITY",
                                                   "LANGUAGE",
                                                   "UPN",
                                                   "NHS_NUMBER",
                                                   "PNC_ID",
                                                   "SOCIAL_CARE_ID",
                                                   "ADDRESS",
                                                   "TOWN",
                                                   "POSTCODE",
                                                   "TELEPHONE",
                                                   "RESPONSIBLE_AUTHORITY",
                                                   "CARER_FORENAME",
                                                   "CARER_SURNAME",
                                                   "CARER_RELATIONSHIP",
                                                   "CARER_TELEPHONE"}),
        programmes(
            folder + "programmes.csv",
            {"YOUNG_PERSON_ID", "PROGRAMME_ID", "TYPE", "REASON", "START_DATE", "END_DATE",
             "END_REASON", "CASE_HOLDER", "TEAM", "TELEPHONE", "LOCAL_STATUS", "ORIGINATING_ID"}),
        offences(folder + "offences_outcomes.csv", {"YOUNG_PERSON_ID", "OFFENCE_ID",
                                                    "OFFENCE",         "OFFENCE_CODE",
                                                    "OFFENCE_GROUP",   "SERIOUSNESS",
                                                    "GRAVITY",         "OFFENCE_DATE",
                                                    "CHARGE_DATE",     "PLEA",
                                                    "OUTCOME",         "GIVEN_BY",
                                                    "COURT",           "HEARING_DATE",
                                                    "HEARING_TYPE",    "REMAND_STATUS",
                                                    "OUTCOME_DATE",    "OUTCOME_END_DATE",
                                                    "MONTHS",          "REQUIREMENTS",
                                                    "COMPLETED"}),
        interventions(folder + "interventions.csv",
                      {"YOUNG_PERSON_ID", "INTERVENTION_ID", "INTERVENTION", "TYPE", "START_DATE",
                       "END_DATE", "SESSIONS_PLANNED", "SESSIONS_ATTENDED", "WORKER", "OUTCOME"}),
        assessments(folder + "assessments.csv",
                    {"YOUNG_PERSON_ID", "ASSESSMENT_ID", "TOOL", "STAGE", "ASSESSED_ON",
                     "AUTHORISED_ON", "LIKELIHOOD_OF_REOFFENDING", "RISK_OF_SERIOUS_HARM",
                     "SAFETY_AND_WELLBEING", "NEXT_REVIEW", "AUTHOR"}),
        contacts(folder + "contacts.csv", {"YOUNG_PERSON_ID", "CONTACT_ID", "CONTACT_DATE", "TYPE",
                                           "ATTENDANCE", "WORKER", "PLACE", "MINUTES"}),
        victims(
            folder + "victims.csv",
            {"YOUNG_PERSON_ID", "VICTIM_ID", "OFFENCE_ID", "VICTIM_TYPE", "CONSENT", "CONTACTED_ON",
             "VIEW", "RJ_OFFERED", "RJ_TAKEN", "INFORMATION_GIVEN", "SUPPORT_GIVEN"}),
        circumstances(
            folder + "circumstances.csv",
            {"YOUNG_PERSON_ID", "AT", "STATUS_DATE", "ACCOMMODATION", "ACCOMMODATION_SUITABLE",
             "ETE", "ETE_SUITABLE", "HOURS_OFFERED", "HOURS_ATTENDED"}) {}
};

struct Offence {
  std::string_view title, code, group, seriousness, gravity;
};
constexpr Offence offences[] = {
    {"Theft from a shop", "TH68010", "Theft and handling", "3", "2"},
    {"Common assault", "CJ88001", "Violence against the person", "3", "3"},
    {"Criminal damage under 5000 pounds", "CD71039", "Criminal damage", "2", "2"},
    {"Possession of a bladed article in public", "CJ88116", "Violence against the person", "5",
     "4"},
    {"Possession of cannabis", "MD71530", "Drugs", "2", "2"},
    {"Robbery", "TH68023", "Robbery", "6", "5"},
    {"Taking a vehicle without consent", "TH68037", "Vehicle theft", "4", "3"},
    {"Threatening behaviour", "PU86004", "Public order", "2", "2"}};

struct Outcome {
  std::string_view name, given_by, programme;
  int months;
};
constexpr Outcome police_outcomes[] = {
    {"Community Resolution", "Police", "Diversion", 3},
    {"Outcome 22", "Police", "Diversion", 4},
    {"Youth Caution", "Police", "Out of court disposal", 3},
    {"Youth Conditional Caution", "Police", "Out of court disposal", 5}};
constexpr Outcome court_outcomes[] = {{"Referral Order", "Court", "Court order", 6},
                                      {"Youth Rehabilitation Order", "Court", "Court order", 12},
                                      {"Conditional Discharge", "Court", "Court order", 12},
                                      {"Reparation Order", "Court", "Court order", 3}};

// One young person's part of every report.
class Case {
 public:
  Case(const Population& population, const Person& person, Reports& reports)
      : population_(population),
        person_(person),
        reports_(reports),
        random_(Random::of(population.seed, static_cast<std::uint64_t>(person.id), 20)),
        key_(childview_key(person)),
        worker_(random_.pick(std::span(workers))),
        started_(population.today - days(person.has_open_programme ? random_.between(20, 170)
                                                                   : random_.between(300, 700))),
        in_court_(person.story == Story::court || random_.percent(35)),
        outcome_(in_court_ ? random_.pick(std::span(court_outcomes))
                           : random_.pick(std::span(police_outcomes))) {}

  void write() {
    young_person();
    programme();
    offence();
    if (random_.percent(30)) earlier_offence();
    interventions();
    assessment();
    contacts();
    circumstances();
  }

 private:
  std::string number(char kind, int n) const { return key_ + "-" + kind + std::to_string(n); }
  bool is_showcase() const {
    return person_.id == population_.people[static_cast<std::size_t>(population_.showcase)].id;
  }

  void young_person() {
    const Household& home = population_.home(person_);
    Written name = write_person(population_, person_, Clerk::youth_justice);
    if (is_showcase()) name = {"Wisniewska Hughes", "Maya", "", person_.born};
    const bool old_address = !home.former_address.line.empty() && random_.percent(25);
    const Address& address = old_address && !is_showcase() ? home.former_address : home.address;
    const bool knows_upn = random_.percent(45) && !is_showcase();
    const std::string known_as = name.given == person_.given ? person_.known_as : person_.given;
    reports_.young_people.row(
        {key_,
         name.family,
         name.given,
         name.middle,
         random_.percent(40) ? known_as : "",
         random_.percent(30) ? person_.former_family : "",
         uk_date(name.born),
         person_.sex == 'M' ? "Male" : "Female",
         home.ethnicity,
         random_.percent(90) ? "English" : "",
         knows_upn ? person_.upn : "",
         random_.percent(15) && !is_showcase() ? person_.nhs : "",
         person_.pnc,
         person_.in_cin && random_.percent(30) ? social_care_key(population_, person_) : "",
         address.line,
         address.town,
         address.postcode,
         random_.percent(60) ? home.phone : "",
         std::string(authorities[static_cast<std::size_t>(home.authority)].code),
         home.mother,
         home.family,
         "Mother",
         home.phone});
  }

  void programme() {
    const bool open = person_.has_open_programme;
    const Day ended = started_ + days(outcome_.months * 30);
    reports_.programmes.row({key_, number('P', 1), std::string(outcome_.programme), "",
                             uk_date(started_), open ? "" : uk_date(ended), open ? "" : "Completed",
                             worker_, "Fourvale Youth Justice Service", "01632 960114", "Local",
                             ""});
  }

  void offence_row(int n, const Offence& offence, const Outcome& outcome, Day offended, Day decided,
                   bool completed) {
    const bool court = outcome.given_by == "Court";
    const std::string_view requirement = outcome.name == "Youth Rehabilitation Order"
                                             ? "Supervision; Activity"
                                         : outcome.name == "Referral Order" ? "Reparation"
                                                                            : "";
    reports_.offences.row({key_,
                           number('O', n),
                           std::string(offence.title),
                           std::string(offence.code),
                           std::string(offence.group),
                           std::string(offence.seriousness),
                           std::string(offence.gravity),
                           uk_date(offended),
                           court ? uk_date(decided - days(21)) : "",
                           court ? "Guilty" : "",
                           std::string(outcome.name),
                           std::string(outcome.given_by),
                           court ? "Fourvale Youth Court" : "",
                           court ? uk_date(decided) : "",
                           court ? "Sentence" : "",
                           court ? "Unconditional bail" : "",
                           uk_date(decided),
                           uk_date(decided + days(outcome.months * 30)),
                           std::to_string(outcome.months),
                           std::string(requirement),
                           completed ? "Yes" : "No"});
    if (offence.group != "Drugs" && random_.percent(70)) victim(n, decided);
  }

  void offence() {
    const Day decided = person_.story == Story::court
                            ? population_.today - days(random_.between(1, 6))
                            : started_ + days(3);
    const Day offended = decided - days(random_.between(25, 90));
    offence_row(1, random_.pick(std::span(offences_)), outcome_, offended, decided,
                !person_.has_open_programme);
  }

  void earlier_offence() {
    const Day decided = started_ - days(random_.between(200, 420));
    offence_row(2, random_.pick(std::span(offences_)), random_.pick(std::span(police_outcomes)),
                decided - days(40), decided, true);
  }

  void victim(int offence, Day decided) {
    const bool consents = random_.percent(60);
    const bool offered = consents && random_.percent(70);
    reports_.victims.row({key_, number('V', offence), number('O', offence),
                          random_.percent(80) ? "Person" : "Organisation", consents ? "Yes" : "No",
                          consents ? uk_date(decided + days(7)) : "", "", offered ? "Yes" : "No",
                          offered && random_.percent(40) ? "Yes" : "No", consents ? "Yes" : "No",
                          consents && random_.percent(50) ? "Yes" : "No"});
  }

  void interventions() {
    constexpr std::array<std::string_view, 4> names = {"Consequences of knife crime", "Mentoring",
                                                       "Substance awareness", "Reparation project"};
    const int count = random_.between(0, 2);
    for (int n = 1; n <= count; ++n) {
      const int planned = random_.between(4, 10);
      const int attended = planned - random_.between(0, 3);
      const bool open = person_.has_open_programme;
      reports_.interventions.row({key_, number('I', n), std::string(random_.pick(std::span(names))),
                                  "Group", uk_date(started_ + days(10)),
                                  open ? "" : uk_date(started_ + days(80)), std::to_string(planned),
                                  std::to_string(attended), worker_, open ? "" : "Completed"});
    }
  }

  void assessment() {
    constexpr std::array<std::string_view, 4> levels = {"Low", "Medium", "High", "Very High"};
    const auto level = [&] { return std::string(random_.pick_common(std::span(levels))); };
    const Day assessed = started_ + days(12);
    reports_.assessments.row({key_, number('A', 1), in_court_ ? "AssetPlus" : "PDAT", "Start",
                              uk_date(assessed), uk_date(assessed + days(5)), level(), level(),
                              level(), uk_date(assessed + days(182)), worker_});
  }

  void contacts() {
    const Day last = person_.has_open_programme ? population_.today : started_ + days(90);
    int n = 0;
    for (Day day = started_ + days(7); day < last && n < 12; day += days(14)) {
      const int roll = random_.below(100);
      reports_.contacts.row({key_, number('C', ++n), uk_date(day),
                             random_.percent(70) ? "Office visit" : "Home visit",
                             roll < 75   ? "Attended"
                             : roll < 88 ? "Missed - acceptable"
                                         : "Missed - unacceptable",
                             worker_, "Fourvale", random_.percent(50) ? "45" : "60"});
    }
  }

  void circumstances() {
    const bool at_school = age_on(person_.born, population_.today) < 16;
    const int offered = random_.percent(70) ? 25 : 12;
    reports_.circumstances.row(
        {key_, "Start", uk_date(started_), "With family", random_.percent(92) ? "Yes" : "No",
         at_school ? "School" : "Not in education, employment or training",
         at_school && offered == 25 ? "Yes" : "No", at_school ? std::to_string(offered) : "0",
         at_school ? std::to_string(offered - random_.below(9)) : "0"});
  }

  static constexpr const auto& offences_ = offences;
  const Population& population_;
  const Person& person_;
  Reports& reports_;
  Random random_;
  std::string key_;
  std::string worker_;
  Day started_;
  bool in_court_;
  Outcome outcome_;
};

// What goes wrong in real exports: a line cut short, a month 13, a row about nobody.
void write_faults(Reports& reports) {
  reports.young_people.raw("FV900001,Hartley,Jude");
  std::vector<std::string> row(23);
  row[0] = "FV900002";
  row[1] = "Sutcliffe";
  row[2] = "Nell";
  row[6] = "02/13/2011";
  row[7] = "Female";
  reports.young_people.row(row);
  reports.contacts.row({"FV900003", "FV900003-C1", "09/11/2026", "Office visit", "Attended",
                        "R. Okoro", "Fourvale", "45"});
}

}  // namespace

std::string childview_key(const Person& person) {
  return "FV" + std::to_string(100'000 + person.id);
}

void write_childview(const Population& population, const std::string& out, Truth& truth) {
  const std::string folder =
      out + "/inputs/" + std::string(childview_connection) + "/" + iso_date(population.today) + "/";
  Reports reports(folder);
  for (const Person& person : population.people) {
    if (!person.in_youth_justice) continue;
    Case(population, person, reports).write();
    truth.add(childview_connection, childview_key(person), person);
  }
  write_faults(reports);
}

}  // namespace first_hour
