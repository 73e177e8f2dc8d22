// Says who the rows of a generated population are, as `trellis link` does it or as the hub does,
// which is told them by their `source`, one connection after the other:
//   accuracy_bench link|hub PEOPLE.csv CLUSTERS.csv CONFIG_FOLDER [FIELDS.json]
// accuracy.py compares CLUSTERS.csv with the truth. With FIELDS.json `link` takes any table.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>

#include "hub/base/text.hpp"
#include "hub/formats/csv_row.hpp"
#include "hub/linkage/linker.hpp"
#include "hub/matching/engine/default_engine.hpp"
#include "hub/model/identifier.hpp"
#include "tests/support/links_fake.hpp"

namespace {

using namespace trellis;
using linkage::Is;
using Row = std::map<std::string, std::string, std::less<>>;

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;

  Row row(std::size_t at) const {
    Row row;
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = rows[at][i];
    return row;
  }
};

Table read_table(const std::string& file) {
  std::ifstream in(file);
  const formats::Limits limits;
  std::vector<formats::CsvCell> cells;
  Table table;
  for (std::string line; std::getline(in, line);) {
    if (formats::split_csv_row(line, ',', limits, cells)) continue;
    std::vector<std::string> row;
    for (const auto& cell : cells) row.emplace_back(cell.raw);
    if (table.columns.empty())
      table.columns = std::move(row);
    else
      table.rows.push_back(std::move(row));
  }
  return table;
}

model::Observation observation(std::string kind,
                               std::vector<std::pair<std::string, std::string>> fields) {
  model::Observation made;
  made.kind = std::move(kind);
  for (auto& [name, text] : fields) {
    if (text.empty()) continue;
    model::Field& field = made.fields.emplace_back();
    field.name = name;
    field.value.text = text;
  }
  return made;
}

// A number or a postcode is told as a mapping tells it: checked, in its one way of writing.
void check(model::Observation& told, const char* field, const std::string& kind) {
  for (model::Field& each : told.fields) {
    if (each.name != field) continue;
    const auto checked = model::check_identifier(kind, each.value.text, 2026);
    each.value.verdict = checked.verdict;
    each.value.text = checked.canonical;
  }
}

matching::Features features_of(const Row& row) {
  std::vector<model::Observation> told;
  told.push_back(observation("person.name", {{"given", row.at("first_name")},
                                             {"middle", row.at("middle_names")},
                                             {"family", row.at("surname")}}));
  told.push_back(observation("person.birth", {{"date", row.at("dob")}}));
  told.push_back(observation("person.sex", {{"sex", row.at("gender")}}));
  told.push_back(observation("person.address",
                             {{"lines", row.at("address")}, {"postcode", row.at("postcode")}}));
  check(told.back(), "postcode", "postcode");
  told.push_back(observation("person.contact", {{"value", row.at("phone")}}));
  for (const char* kind : {"nhs_number", "upn"}) {
    told.push_back(observation("person.identifier", {{"system", kind}, {"value", row.at(kind)}}));
    check(told.back(), "value", kind);
  }
  return matching::features_of(told);
}

// Links in memory that find the members of a child at once.
class TableLinks final : public testing::LinksFake {
 public:
  using LinksFake::put;
  Status put(const matching::Known& known) override {
    leave(known.subject.id);
    members_[known.child].insert(known.subject.id);
    return LinksFake::put(known);
  }
  Status move(SubjectId subject, ChildId to) override {
    leave(subject);
    members_[to].insert(subject);
    return LinksFake::move(subject, to);
  }
  Result<std::vector<matching::Known>> members(ChildId child) override {
    std::vector<matching::Known> members;
    for (const SubjectId each : members_[child]) members.push_back(*known(each));
    return members;
  }
  Result<MatchId> put(const matching::Proposal& proposal) override {
    auto id = LinksFake::put(proposal);
    for (const SubjectId each : {proposal.a, proposal.b}) asked_[each].insert(*id);
    (proposal.state == matching::ProposalState::open) ? open_.insert(*id), 0 : open_.erase(*id);
    questions_[*id] = proposal;
    questions_[*id].id = *id;
    return id;
  }
  Result<std::vector<matching::Proposal>> open_proposals_of(SubjectId subject) override {
    std::vector<matching::Proposal> found;
    for (const MatchId id : asked_[subject])
      if (open_.count(id) != 0) found.push_back(questions_[id]);
    return found;
  }
  std::size_t open() const { return open_.size(); }
  std::optional<matching::Known> known(SubjectId subject) { return *find(subject); }

 private:
  void leave(SubjectId subject) {
    if (const auto before = known(subject)) members_[before->child].erase(subject);
  }

  std::unordered_map<ChildId, std::set<SubjectId>> members_;
  std::unordered_map<SubjectId, std::set<MatchId>> asked_;
  std::set<MatchId> open_;
  std::unordered_map<MatchId, matching::Proposal> questions_;
};

class StandingClock final : public Clock {
 public:
  Instant now() const override { return Instant{}; }
};

std::vector<std::int64_t> hub(const Table& table, const std::string& config) {
  auto opened = *matching::open_default_engine(config + "/matching/default.json",
                                               config + "/matching/nicknames.csv",
                                               config + "/matching/name-words.csv");
  TableLinks links;
  const StandingClock clock;
  matching::Identity identity(*opened.engine, links, clock, opened.rules);
  const std::vector<std::string> sources = {"health", "education", "social_care", "police",
                                            "youth_justice"};
  for (std::size_t s = 0; s < sources.size(); ++s) {
    opened.engine->weigh_names_by_what_is_known();
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      const Row row = table.row(i);
      if (row.at("source") != sources[s]) continue;
      const matching::Subject subject{SubjectId(static_cast<std::int64_t>(i + 1)),
                                      ConnectionId(static_cast<std::int64_t>(s + 1))};
      if (!identity.settling().settle(subject, features_of(row), "bench").ok()) std::abort();
    }
  }
  std::vector<std::int64_t> children;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    children.push_back(links.known(SubjectId(static_cast<std::int64_t>(i + 1)))->child.number());
  fmt::print("{} questions are open\n", links.open());
  return children;
}

linkage::Fields fields_of_people() {
  linkage::Fields fields;
  for (const auto& [column, is] :
       std::vector<std::pair<std::string, Is>>{{"first_name", Is::given_name},
                                               {"middle_names", Is::middle_names},
                                               {"surname", Is::family_name},
                                               {"dob", Is::birth_date},
                                               {"gender", Is::sex},
                                               {"nhs_number", Is::nhs_number},
                                               {"upn", Is::upn},
                                               {"address", Is::address},
                                               {"town", Is::town},
                                               {"postcode", Is::postcode},
                                               {"phone", Is::phone}})
    fields.fields.push_back({column, is, {}, {}});
  return fields;
}

linkage::Fields read_fields(const std::string& file) {
  return *linkage::Fields::read(*formats::Json::read_file(file));
}

std::vector<std::int64_t> link(const Table& table, const std::string& config,
                               const std::string& fields_file) {
  const auto lists = *comparison::NameLists::read_files(config + "/matching/nicknames.csv",
                                                        config + "/matching/name-words.csv");
  const auto fields = fields_file.empty() ? fields_of_people() : read_fields(fields_file);
  linkage::Encoder encoder(fields, lists.words);
  if (!encoder.start_table(table.columns).ok()) std::abort();
  for (const auto& row : table.rows) encoder.add({row.begin(), row.end()});
  const auto records = *encoder.take();
  linkage::Linker linker(records, lists, {});
  const auto linked = linker.run();
  return {linked.clusters.begin(), linked.clusters.end()};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    fmt::print(stderr, "accuracy_bench link|hub PEOPLE.csv CLUSTERS.csv CONFIG [FIELDS.json]\n");
    return 2;
  }
  const Table table = read_table(arguments[2]);
  const auto clusters = arguments[1] == std::string("hub")
                            ? hub(table, arguments[4])
                            : link(table, arguments[4], count > 5 ? arguments[5] : "");
  std::ofstream out(arguments[3]);
  out << "record_id,cluster_id\n";
  for (std::size_t i = 0; i < clusters.size(); ++i)
    out << table.rows[i].front() << ',' << clusters[i] << '\n';
  return out.good() ? 0 : 1;
}
