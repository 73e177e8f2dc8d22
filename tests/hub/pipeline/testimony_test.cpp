#include "hub/pipeline/testimony.hpp"

#include <map>
#include <random>

#include <gmock/gmock.h>

#include "hub/mapping/observation_json.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::pipeline {
namespace {

using testing::IsOk;

model::Observation saying(std::string kind,
                          std::vector<std::pair<std::string, std::string>> fields) {
  model::Observation observation;
  observation.kind = std::move(kind);
  for (auto& [name, text] : fields) {
    model::Value value;
    value.text = std::move(text);
    observation.fields.push_back({std::move(name), std::move(value)});
  }
  return observation;
}

// What a record might say: few things, so that records often say the same.
std::vector<model::Observation> a_record(std::mt19937& random) {
  static const std::vector<std::string> names = {"Torvan", "Tor", "Torben", "Torvald"};
  std::vector<model::Observation> record;
  const auto any = [&] { return names[random() % names.size()]; };
  record.push_back(saying(
      "person.name",
      {{"given", any()}, {"family", "Brackenbury"}, {"use", random() % 3 == 0 ? "usual" : ""}}));
  if (random() % 2 == 0)
    record.push_back(
        saying("person.birth", {{"date", random() % 4 == 0 ? "2014-05-17" : "2014-05-18"}}));
  if (random() % 3 == 0) record.push_back(saying("education.suspension", {{"reason", any()}}));
  if (random() % 3 == 0) record.push_back(record.front());
  return record;
}

struct Lines {
  std::string kinds, observations;
};
Lines lines_of(const std::vector<model::Observation>& record) {
  Lines lines;
  for (const model::Observation& each : record) {
    lines.kinds += each.kind + '\n';
    mapping::append_json(lines.observations, each);
    lines.observations += '\n';
  }
  return lines;
}

TEST(Testimony, SaysWhatAllItsRecordsSayWhateverIsReplaced) {
  std::mt19937 random(9);
  for (int story = 0; story < 200; ++story) {
    std::map<int, std::vector<model::Observation>> standing;  // by version
    Testimony testimony;
    for (int version = 1; version < 30; ++version) {
      if (!standing.empty() && random() % 3 == 0) {
        auto gone = standing.begin();
        std::advance(gone, static_cast<long>(random() % standing.size()));
        testimony.drop(VersionId(gone->first));
        standing.erase(gone);
      }
      standing[version] = a_record(random);
      if (random() % 2 == 0) {
        const Lines lines = lines_of(standing[version]);
        ASSERT_THAT(testimony.add(VersionId(version), lines.kinds, lines.observations), IsOk());
      } else {
        for (const auto& each : standing[version]) testimony.add(VersionId(version), each);
      }
      std::vector<model::Observation> all;
      for (const auto& [number, record] : standing)
        all.insert(all.end(), record.begin(), record.end());
      ASSERT_EQ(testimony.features(), matching::features_of(all)) << story << ' ' << version;
    }
  }
}

TEST(Testimony, DropsAVersionThatItDoesNotKnow) {
  Testimony testimony;
  testimony.drop(VersionId(7));
  EXPECT_TRUE(testimony.features().empty());
}

}  // namespace
}  // namespace trellis::pipeline
