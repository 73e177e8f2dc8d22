#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "files.hpp"
#include "random.hpp"

namespace first_hour {
namespace {

using std::chrono::days;

constexpr std::uint64_t visit_purpose = 50;

struct Hospital {
  std::string_view code;  // assigning authority and facility; not an organisation code in use
  std::string_view name;
  std::string_view practice;
  std::string_view practice_code;
};
constexpr std::array<Hospital, 2> hospitals = {{
    {"FVROYAL1", "Fourvale Royal Infirmary", "NAVIGATION ROW SURGERY", "Z99001"},
    {"WHAVEN01", "Westhaven General Hospital", "HARBOUR MEDICAL CENTRE", "Z99002"},
}};

struct Moment {
  Day day;
  int minute = 0;
  std::string text() const {
    char time[16];
    std::snprintf(time, sizeof time, "%02d%02d00", minute / 60 % 24, minute % 60);
    return hl7_date(day) + time;
  }
};

struct Message {
  std::string at;
  std::string event;
  std::string body;  // the segments behind MSH
};

// One segment; fields count from 1 as in the standard.
class Segment {
 public:
  explicit Segment(std::string_view name) : fields_{std::string(name)} {}
  Segment& set(std::size_t field, std::string value) {
    if (fields_.size() <= field) fields_.resize(field + 1);
    fields_[field] = std::move(value);
    return *this;
  }
  std::string text() const {
    std::string line;
    for (const std::string& field : fields_) line += (&field == fields_.data() ? "" : "|") + field;
    return line + "\r";
  }

 private:
  std::vector<std::string> fields_;
};

// Patient and visits of one person at one hospital.
class Patient {
 public:
  Patient(const Population& population, const Person& person, int hospital,
          std::vector<Message>& messages)
      : population_(population),
        person_(person),
        messages_(messages),
        random_(Random::of(population.seed, static_cast<std::uint64_t>(person.id),
                           visit_purpose + static_cast<std::uint64_t>(hospital))),
        hospital_(hospitals[static_cast<std::size_t>(hospital)]),
        number_(hospital_number(person, hospital)),
        name_(write_person(population, person, Clerk::hospital)) {
    const int roll = random_.below(100);
    nhs_ = is_showcase() || roll < 91 ? person.nhs : roll < 93 ? "9999999999" : "";
  }

  // Returns the number under which the patient was first known, if it was merged away.
  std::string write() {
    std::string former;
    const int visits = random_.between(1, person_.in_youth_justice ? 3 : 2);
    if (!is_showcase() && random_.percent(4)) former = duplicate();
    for (int n = 1; n <= visits; ++n) visit(n);
    if (is_showcase()) emergency(Moment{population_.today - days(2), 21 * 60 + 40}, "V9");
    if (random_.percent(20)) update();
    return former;
  }

 private:
  bool is_showcase() const {
    return person_.id == population_.people[static_cast<std::size_t>(population_.showcase)].id;
  }
  std::string identifiers(const std::string& number, bool with_nhs) const {
    std::string text = number + "^^^" + std::string(hospital_.code) + "^MR";
    if (with_nhs && !nhs_.empty()) text += "~" + nhs_ + "^^^NHS^NH";
    return text;
  }

  std::string patient(const std::string& number, bool with_nhs, bool with_address = true) const {
    const Household& home = population_.home(person_);
    Segment segment("PID");
    segment.set(1, "1").set(3, identifiers(number, with_nhs));
    segment.set(5, capitals(name_.family) + "^" + capitals(name_.given) + "^" +
                       capitals(name_.middle) + "^^^^L");
    segment.set(7, hl7_date(name_.born)).set(8, person_.sex == 'M' ? "1" : "2");
    const Address& address =
        with_address || home.former_address.line.empty() ? home.address : home.former_address;
    segment.set(11, address.line + "^^" + address.town + "^^" + address.postcode + "^GBR^H");
    segment.set(13, home.phone).set(15, "EN");
    return segment.text();
  }

  std::string next_of_kin() const {
    const Household& home = population_.home(person_);
    return Segment("NK1")
        .set(1, "1")
        .set(2, capitals(home.family) + "^" + capitals(home.mother))
        .set(3, "MTH")
        .set(5, home.phone)
        .text();
  }

  std::string practice() const {
    return Segment("PD1")
        .set(3, std::string(hospital_.practice) + "^^" + std::string(hospital_.practice_code))
        .text();
  }

  static std::string event(const Moment& at) { return Segment("EVN").set(2, at.text()).text(); }

  std::string stay(char kind, const std::string& visit, const Moment& from,
                   const Moment* to) const {
    Segment segment("PV1");
    segment.set(1, "1").set(2, std::string(1, kind));
    segment.set(3,
                (kind == 'E' ? "ED" : "WARD 7") + std::string("^^^") + std::string(hospital_.code));
    segment.set(19, visit + "^^^VISITID").set(44, from.text());
    if (to != nullptr) segment.set(45, to->text());
    return segment.text();
  }

  void send(const Moment& at, const char* type, std::string body) {
    messages_.push_back({at.text(), type, event(at) + std::move(body)});
  }

  void emergency(const Moment& from, const std::string& visit) {
    const std::string id = number_ + visit;
    const Moment to{from.day, from.minute + random_.between(60, 130)};
    const std::string about = patient(number_, true) + practice() + next_of_kin();
    send(from, "A04^ADT_A01", about + stay('E', id, from, nullptr));
    if (random_.percent(3)) {
      send(to, "A11^ADT_A09", patient(number_, true) + stay('E', id, from, nullptr));
    } else {
      send(to, "A03^ADT_A03", patient(number_, true) + stay('E', id, from, &to));
    }
  }

  void admission(const Moment& from, const std::string& visit) {
    const std::string id = number_ + visit;
    const Moment moved{from.day + days(1), 9 * 60 + 15};
    const Moment to{from.day + days(random_.between(2, 5)), 14 * 60};
    const std::string about = patient(number_, true) + practice() + next_of_kin();
    send(from, "A01^ADT_A01", about + stay('I', id, from, nullptr));
    if (random_.percent(30)) {
      send(moved, "A02^ADT_A02", patient(number_, true) + stay('I', id, from, nullptr));
    }
    if (to.day < population_.today) {
      send(to, "A03^ADT_A03", patient(number_, true) + stay('I', id, from, &to));
    }
  }

  void visit(int n) {
    const Moment from{population_.today - days(random_.between(1, 320)),
                      random_.between(7 * 60, 21 * 60)};
    const std::string id = "V" + std::to_string(n);
    if (random_.percent(78)) {
      emergency(from, id);
    } else {
      admission(from, id);
    }
  }

  void update() {
    const Moment at{population_.today - days(random_.between(1, 60)), 11 * 60};
    send(at, "A31^ADT_A05", patient(number_, true) + practice() + stay('N', "", at, nullptr));
  }

  // Registered twice, found out later: the first number is merged into the one that stays.
  std::string duplicate() {
    const std::string former = "9" + number_;
    const Moment first{population_.today - days(random_.between(330, 400)), 16 * 60};
    send(first, "A04^ADT_A01",
         patient(former, false, false) + stay('E', former + "V1", first, nullptr));
    const Moment merged{population_.today - days(random_.between(1, 40)), 10 * 60 + 30};
    send(merged, "A40^ADT_A39",
         patient(number_, true) +
             Segment("MRG").set(1, former + "^^^" + std::string(hospital_.code) + "^MR").text());
    return former;
  }

  const Population& population_;
  const Person& person_;
  std::vector<Message>& messages_;
  Random random_;
  const Hospital& hospital_;
  std::string number_;
  std::string nhs_;
  Written name_;
};

std::string header(const Hospital& hospital, const std::string& at, const std::string& type,
                   int serial) {
  char id[16];
  std::snprintf(id, sizeof id, "%08d", serial);
  return "MSH|^~\\&|PAS|" + std::string(hospital.code) + "|HUB|FOURVALE|" + at + "||" + type + "|" +
         id + "|P|2.4|||AL|NE|GBR|UNICODE UTF-8|EN\r";
}

// A laboratory result, a birth date in month 13, and a message cut off in its first line.
void write_faults(std::ostream& to, Day today, int serial) {
  const std::string at = Moment{today, 300}.text();
  const Hospital& hospital = hospitals[0];
  to << header(hospital, at, "ORU^R01^ORU_R01", serial + 1)
     << "PID|1||4099001^^^FVROYAL1^MR||BOSTOCK^ALFIE||20120304|1\rOBX|1|ST|HB||120\r";
  to << header(hospital, at, "ADT^A28^ADT_A05", serial + 2) << "EVN||" << at
     << "\rPID|1||4099002^^^FVROYAL1^MR||RIGBY^AMARA^^^^^L||20121315|2\r";
  to << "MSH|^~\\&|PAS|FVROY";
}

void write_hospital(const Population& population, int index, const std::string& out, Truth& truth) {
  const std::string connection(hospital_connections[static_cast<std::size_t>(index)]);
  const Hospital& hospital = hospitals[static_cast<std::size_t>(index)];
  std::vector<Message> messages;
  for (const Person& person : population.people) {
    if (!person.in_hospital[static_cast<std::size_t>(index)]) continue;
    const std::string authority = std::string(hospital.code) + "/";
    truth.add(connection, authority + hospital_number(person, index), person);
    const std::string former = Patient(population, person, index, messages).write();
    if (!former.empty()) truth.add(connection, authority + former, person);
  }
  std::stable_sort(messages.begin(), messages.end(),
                   [](const Message& a, const Message& b) { return a.at < b.at; });
  std::ofstream to =
      open_file(out + "/inputs/" + connection + "/adt_" + iso_date(population.today) + ".hl7");
  int serial = 10'000;
  for (const Message& message : messages) {
    to << header(hospital, message.at, "ADT^" + message.event, ++serial) << message.body;
  }
  if (index == 0) write_faults(to, population.today, serial);
}

}  // namespace

std::string hospital_number(const Person& person, int hospital) {
  return std::to_string((hospital == 0 ? 4'000'000 : 7'000'000) + person.id);
}

void write_hospitals(const Population& population, const std::string& out, Truth& truth) {
  for (int index = 0; index < 2; ++index) write_hospital(population, index, out, truth);
}

}  // namespace first_hour
