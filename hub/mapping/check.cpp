#include "hub/mapping/check.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "hub/mapping/file_source.hpp"
#include "hub/mapping/observation_json.hpp"
#include "hub/mapping/trial_parts.hpp"

namespace trellis::mapping {
namespace {

namespace fs = std::filesystem;
using formats::Json;

std::string lines_of(const std::vector<std::string>& items, const std::string& indent) {
  if (items.empty()) return "[]";
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "\n" : ",\n") + indent + "  " + items[i];
  }
  return text + "\n" + indent + "]";
}

std::string written(const Trial::Record& record) {
  std::vector<std::string> observations, issues;
  for (const auto& observation : record.observations)
    append_json(observations.emplace_back(), observation);
  for (const auto& issue : record.issues) issues.push_back(to_json(issue).dump());
  return "{\n      \"record\": " + Json(record.key).dump() +
         ",\n      \"subject\": " + Json(record.subject).dump() +
         ",\n      \"observations\": " + lines_of(observations, "      ") +
         ",\n      \"issues\": " + lines_of(issues, "      ") + "\n    }";
}

// One line for each observation, so that a review shows what changed.
std::string expected_text(const Trial& trial) {
  std::vector<std::string> records, held, refused;
  for (const auto& record : trial.records) records.push_back(written(record));
  for (const auto& piece : trial.held) held.push_back(to_json(piece).dump());
  for (const auto& piece : trial.refused) refused.push_back(to_json(piece).dump());
  return "{\n  \"records\": " + lines_of(records, "  ") + ",\n  \"held\": " + lines_of(held, "  ") +
         (refused.empty() ? "" : ",\n  \"refused\": " + lines_of(refused, "  ")) + "\n}\n";
}

// Sample name -> input file or folder.
std::map<std::string, std::string> inputs_of(const std::string& folder) {
  std::map<std::string, std::string> inputs;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    const std::string name = entry.path().filename().string();
    const auto in = name.find(".in");
    if (in == std::string::npos || (in + 3 != name.size() && name[in + 3] != '.')) continue;
    inputs.emplace(name.substr(0, in), entry.path().string());
  }
  return inputs;
}

void compare(const std::string& file, const std::string& actual, SampleCheck& sample) {
  auto expected = Json::read_file(file);
  if (!expected) {
    sample.differences.push_back(to_string(expected.error()) +
                                 " (`trellis mapping check --update` writes what is expected)");
    return;
  }
  auto got = Json::parse(actual);
  if (!got) {
    sample.differences.push_back("our own result cannot be read: " + got.error().message);
    return;
  }
  sample.differences = differences(*expected, *got);
}

void update(const std::string& file, const std::string& actual, SampleCheck& sample) {
  std::ofstream to(file, std::ios::binary | std::ios::trunc);
  to << actual;
  to.close();
  sample.is_updated = to.good();
  if (!sample.is_updated) sample.differences.push_back(file + ": cannot be written");
}

SampleCheck run_sample(const Mapping& mapping, const std::string& name, const std::string& input,
                       const CheckOptions& options, Coverage& coverage) {
  SampleCheck sample{name, {}, false};
  auto sources = open_files(input);
  if (!sources) {
    sample.differences.push_back(to_string(sources.error()));
    return sample;
  }
  TrialOptions trial_options;
  trial_options.today = options.this_year;
  auto trial = try_mapping(mapping, borrowed(*sources), trial_options);
  if (!trial) {
    sample.differences.push_back(to_string(trial.error()));
    return sample;
  }
  coverage.add(std::move(trial->coverage));
  const std::string file = (fs::path(input).parent_path() / (name + ".expected.json")).string();
  if (options.is_update) {
    update(file, expected_text(*trial), sample);
  } else {
    compare(file, expected_text(*trial), sample);
  }
  return sample;
}

void check_folder(const std::string& folder, const std::map<std::string, std::string>& inputs,
                  std::vector<Error>& findings) {
  const auto say = [&](const std::string& file, const std::string& sentence) {
    findings.push_back({Fault::not_found, sentence, {file, 0, 0, {}}});
  };
  if (!fs::exists(folder + "/README.md")) {
    say(folder, "a mapping needs a README.md: which source, which years, what is left out");
  }
  if (inputs.empty())
    say(folder, "a mapping needs a sample: samples/NAME.in.* with NAME.expected.json");
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder + "/samples", fault)) {
    const std::string name = entry.path().filename().string();
    const auto end = name.find(".expected.json");
    if (end == std::string::npos || inputs.contains(name.substr(0, end))) continue;
    say(entry.path().string(), "there is no input of this name beside it");
  }
}

}  // namespace

bool MappingCheck::is_good() const {
  return findings.empty() &&
         std::all_of(samples.begin(), samples.end(),
                     [](const SampleCheck& sample) { return sample.differences.empty(); });
}

MappingCheck check_mapping(const std::string& folder,
                           std::shared_ptr<const model::Catalogue> catalogue,
                           const CheckOptions& options) {
  MappingCheck check;
  check.mapping = fs::path(folder).filename().string();
  const auto mapping = Mapping::load(folder, std::move(catalogue), check.findings);
  const auto inputs = inputs_of(folder + "/samples");
  check_folder(folder, inputs, check.findings);
  if (!mapping) return check;
  check.title = mapping->title();
  const auto& unused = mapping->unused_definitions();
  check.findings.insert(check.findings.end(), unused.begin(), unused.end());
  for (const auto& [name, input] : inputs) {
    check.samples.push_back(run_sample(*mapping, name, input, options, check.coverage));
  }
  return check;
}

std::vector<std::string> mapping_folders(const std::string& mappings_folder) {
  return MappingFolders(mappings_folder).folders();
}

}  // namespace trellis::mapping
