#include "tests/journeys/town_hub.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <set>
#include <unistd.h>

#include <gtest/gtest.h>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"

namespace trellis::journeys {
namespace {

namespace fs = std::filesystem;

std::string joined(std::set<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part + " | ";
  return text;
}

}  // namespace

Town::Town(int scale) {
  const std::string seed = folder.file("seed");
  fs::create_directories(seed);
  for (const char* part : {"hub.json", "schema", "connections", "agreements", "roles", "rules"})
    fs::copy(std::string(TRELLIS_SOURCE_DIR) + "/config/" + part, seed + "/" + part,
             fs::copy_options::recursive);
  const Ran made =
      run_program(folder, {"first-hour-data", "--out", seed, "--scale", std::to_string(scale),
                           "--today", Date::of(SystemClock().now()).text()});
  EXPECT_EQ(made.exit, 0) << made.errors;
}

std::string Town::hub(const std::string& name) const {
  fs::copy(folder.file("seed"), folder.file(name), fs::copy_options::recursive);
  return folder.file(name);
}

Ran Town::run(const std::string& hub, std::vector<std::string> words) const {
  words.insert(words.begin(), {"trellis", "--hub", hub, "--actor", "test"});
  return run_program(folder, std::move(words));
}

pid_t Town::start(const std::string& hub, std::vector<std::string> words) const {
  words.insert(words.begin(), {"trellis", "--hub", hub, "--actor", "test", "--quiet"});
  const std::string program = std::string(TRELLIS_BINARY_DIR) + "/bin/trellis";
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execv(program.c_str(), arguments.data());
  _exit(127);
}

std::vector<std::string> Town::connections() const {
  std::vector<std::string> names;
  for (const auto& each : fs::directory_iterator(folder.file("seed/inputs")))
    names.push_back(each.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Town::picture(const std::string& hub) const {
  std::string picture;
  std::map<std::string, std::set<std::string>> children;
  const Ran sources = run(hub, {"--output", "json", "child", "sources"});
  const formats::Json persons = sources.json();
  for (const formats::Json& each : persons.items())
    children[each["child"].string()].insert(each["connection"].string() + " " +
                                            each["source key"].string());
  std::set<std::string> groups, questions;
  for (const auto& [child, keys] : children) groups.insert(joined(keys));
  for (const std::string& group : groups) picture += group + "\n";

  const Ran matches = run(hub, {"--output", "json", "match", "list", "--limit", "100000"});
  const formats::Json open = matches.json();
  for (const formats::Json& each : open.items())
    questions.insert("question " + joined({each["one"].string(), each["other"].string()}) +
                     each["why it is asked"].string());
  for (const std::string& question : questions) picture += question + "\n";

  std::multiset<std::string> alerts;
  const Ran listed = run(hub, {"--output", "json", "alert", "list", "--all", "--limit", "100000"});
  const formats::Json told = listed.json();
  for (const formats::Json& each : told.items())
    alerts.insert("alert " + each["what"].string() + each["happened"].string() +
                  each["from"].string() + each["to"].string() + each["state"].string());
  for (const std::string& alert : alerts) picture += alert + "\n";

  std::size_t delivered = 0;
  std::error_code absent;
  for (const auto& each : fs::recursive_directory_iterator(hub + "/out", absent))
    if (each.is_regular_file()) ++delivered;
  const Ran verified = run(hub, {"--output", "json", "audit", "verify"});
  EXPECT_EQ(verified.exit, 0) << verified.errors;
  return picture + "delivered " + std::to_string(delivered) + "\n" + verified.out;
}

}  // namespace trellis::journeys
