// Places generated children one by one with the hub's engine, in a shuffled order, the last tenth
// against all the others: time per placing, how right the links are, seconds to load and to restart
// from a snapshot, memory.
//   placing_bench PEOPLE.csv SOURCE_FOLDER [SEED]
// The file is the shared population generator's.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>

#include "hub/base/text.hpp"
#include "hub/formats/csv_row.hpp"
#include "hub/matching/engine/default_engine.hpp"
#include "hub/model/identifier.hpp"

namespace {

using namespace trellis;
using matching::Features;

struct Person {
  Features features;
  std::string person, twins;  // truth: the child, and its set of twins or "0"
};

using Row = std::map<std::string, std::string, std::less<>>;

void add_identifier(const Row& row, const char* kind, Features& features) {
  const auto checked = model::check_identifier(kind, row.at(kind), 2026);
  if (checked.verdict == model::Verdict::valid)
    features.identifiers.push_back({kind, checked.canonical});
}

Person person_of(const Row& row) {
  Person person{{}, row.at("person_id"), row.at("twin_set")};
  Features& features = person.features;
  const Features::Name name{text::fold_name(row.at("first_name")),
                            text::fold_name(row.at("middle_names")),
                            text::fold_name(row.at("surname"))};
  if (!name.given.empty() || !name.family.empty()) features.names.push_back(name);
  if (const auto born = Date::parse(row.at("dob")); born.ok() && !born->none())
    features.births.push_back(*born);
  features.sex = row.at("gender");
  add_identifier(row, "nhs_number", features);
  add_identifier(row, "upn", features);
  if (!row.at("address").empty()) features.addresses.push_back(row.at("address"));
  const auto postcode = model::check_identifier("postcode", row.at("postcode"), 2026);
  if (postcode.verdict == model::Verdict::valid) features.postcodes.push_back(postcode.canonical);
  const std::string& phone = row.at("phone");
  if (phone.size() >= 10) features.phones.push_back(phone.substr(phone.size() - 10));
  return person;
}

std::vector<Person> read_people(const std::string& file) {
  std::ifstream in(file);
  const formats::Limits limits;
  std::vector<formats::CsvCell> cells;
  std::vector<std::string> columns;
  std::vector<Person> people;
  for (std::string line; std::getline(in, line);) {
    if (formats::split_csv_row(line, ',', limits, cells)) continue;
    Row row;
    if (columns.empty()) {
      for (const auto& cell : cells) columns.emplace_back(cell.raw);
      continue;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells[i].raw;
    people.push_back(person_of(row));
  }
  return people;
}

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// Children as the engine makes them, without a store.
class Hub {
 public:
  Hub(matching::Engine& engine, const std::vector<Person>& people)
      : engine_(engine), people_(people), child_of_(people.size()) {}

  // Microseconds that finding its place took.
  double place(std::uint32_t person) {
    const auto began = std::chrono::steady_clock::now();
    const auto placement = engine_.place(id(person), people_[person].features);
    const double micros = 1e6 * seconds_since(began);
    asked_ += placement.decision == matching::Decision::ask_a_person ? 1 : 0;
    put(person, ChildId(person + 1));
    join(person, placement);
    for (const SubjectId other : placement.again) {
      const auto again = static_cast<std::uint32_t>(other.number() - 1);
      join(again, engine_.place(other, people_[again].features));
    }
    return micros;
  }

  std::size_t asked() const { return asked_; }
  ChildId child_of(std::uint32_t person) const { return child_of_[person]; }

 private:
  static SubjectId id(std::uint32_t person) { return SubjectId(person + 1); }

  void put(std::uint32_t person, ChildId child) {
    child_of_[person] = child;
    members_[child].push_back(person);
    engine_.remember(id(person), child, people_[person].features);
  }

  void join(std::uint32_t person, const matching::Placement& placement) {
    if (placement.decision != matching::Decision::same_child) return;
    std::vector<ChildId> children = placement.joins;
    children.push_back(placement.child);
    for (const ChildId child : children) {
      const ChildId own = child_of_[person];
      // A child that it had before may be an elder one by now.
      if (child == own || members_.count(child) == 0) continue;
      const auto [kept, gone] = std::minmax(child, own);
      const auto moving = std::move(members_.extract(gone).mapped());
      for (const std::uint32_t each : moving) put(each, kept);
    }
  }

  matching::Engine& engine_;
  const std::vector<Person>& people_;
  std::vector<ChildId> child_of_;
  std::unordered_map<ChildId, std::vector<std::uint32_t>> members_;
  std::size_t asked_ = 0;
};

double pairs(double of) { return of * (of - 1) / 2; }

void report_truth(const Hub& hub, const std::vector<Person>& people) {
  std::map<ChildId, double> children;
  std::map<std::string, double> persons;
  std::map<std::pair<ChildId, std::string>, double> both;
  std::map<std::string, std::vector<std::uint32_t>> twins;
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const Person& each = people[i];
    ++children[hub.child_of(i)];
    ++persons[each.person];
    ++both[{hub.child_of(i), each.person}];
    if (each.twins != "0") twins[each.twins].push_back(i);
  }
  const auto sum = [](const auto& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0,
                           [](double all, const auto& each) { return all + pairs(each.second); });
  };
  const double right = sum(both), precision = right / sum(children), recall = right / sum(persons);
  double pairs_of_twins = 0, joined = 0;
  for (const auto& [set, members] : twins)
    for (std::size_t b = 0; b < members.size(); ++b)
      for (std::size_t a = 0; a < b; ++a)
        if (people[members[a]].person != people[members[b]].person) {
          ++pairs_of_twins;
          joined += hub.child_of(members[a]) == hub.child_of(members[b]) ? 1 : 0;
        }
  fmt::print("clusters: precision {:.5f}, recall {:.5f}, F1 {:.5f}; {} of {} asked about\n",
             precision, recall, 2 * precision * recall / (precision + recall), hub.asked(),
             people.size());
  fmt::print("twin pairs joined: {:.2f} %\n",
             pairs_of_twins > 0 ? 100 * joined / pairs_of_twins : 0);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "placing_bench PEOPLE.csv SOURCE_FOLDER [SEED]\n");
    return 2;
  }
  const std::string folder = std::string(arguments[2]) + "/config/matching/";
  const std::vector<Person> people = read_people(arguments[1]);
  auto opened = matching::open_default_engine(folder + "default.json", folder + "nicknames.csv",
                                              folder + "name-words.csv");
  if (people.empty() || !opened.ok()) return 1;
  std::vector<std::uint32_t> order(people.size());
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(),
               std::mt19937(count > 3 ? static_cast<unsigned>(std::stoi(arguments[3])) : 1));

  Hub hub(*opened->engine, people);
  std::vector<double> micros;
  for (const std::uint32_t person : order) micros.push_back(hub.place(person));
  std::vector<double> last(micros.end() - static_cast<std::ptrdiff_t>(micros.size() / 10),
                           micros.end());
  std::sort(last.begin(), last.end());
  const auto at = [&](double share) {
    return last[static_cast<std::size_t>(share * static_cast<double>(last.size() - 1))];
  };
  fmt::print("placing one of {}: p50 {:.1f} us, p99 {:.1f} us, p99.9 {:.1f} us\n", people.size(),
             at(0.5), at(0.99), at(0.999));
  report_truth(hub, people);

  auto fresh = matching::open_default_engine(folder + "default.json", folder + "nicknames.csv",
                                             folder + "name-words.csv");
  const auto began = std::chrono::steady_clock::now();
  for (std::uint32_t i = 0; i < people.size(); ++i)
    fresh->engine->remember(SubjectId(i + 1), hub.child_of(i), people[i].features);
  fmt::print("loading {} at the start: {:.2f} s\n", people.size(), seconds_since(began));
  const auto snapshot = std::filesystem::temp_directory_path() /
                        ("placing_bench." + std::to_string(getpid()) + ".snapshot");
  const auto saving = std::chrono::steady_clock::now();
  const bool is_saved = fresh->engine->save(snapshot, "bench").ok();
  fmt::print("saving a snapshot: {:.2f} s, {} bytes a subject\n", seconds_since(saving),
             is_saved ? std::filesystem::file_size(snapshot) / people.size() : 0);
  auto restarted = matching::open_default_engine(folder + "default.json", folder + "nicknames.csv",
                                                 folder + "name-words.csv");
  const auto restarting = std::chrono::steady_clock::now();
  const bool is_restored = restarted->engine->restore(snapshot, "bench");
  restarted->engine->weigh_names_by_what_is_known();
  fmt::print("restarting from it: {:.2f} s{}\n", seconds_since(restarting),
             is_restored ? "" : ", in vain");
  std::filesystem::remove(snapshot);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("at most {} MiB, the people and two engines among them\n", usage.ru_maxrss / 1024);
}
