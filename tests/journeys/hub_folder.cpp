#include "tests/journeys/hub_folder.hpp"

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/shared.hpp"

namespace trellis::journeys {
namespace {

namespace fs = std::filesystem;
const std::string binaries = std::string(TRELLIS_BINARY_DIR) + "/bin/";

int wait_for(pid_t child) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > until) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      ADD_FAILURE() << "the program hung";
      return 255;
    }
    std::this_thread::yield();
    usleep(2000);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

formats::Json Ran::json() const {
  auto parsed = formats::Json::parse(out);
  EXPECT_TRUE(parsed.ok()) << out << errors;
  return parsed.ok() ? *parsed : formats::Json();
}

HubFolder::HubFolder() {
  const std::string source = TRELLIS_SOURCE_DIR;
  fs::create_directories(folder.file("mappings"));
  for (const char* part : {"model", "codes", "schema", "cin-census", "hl7v2-adt"})
    fs::create_directory_symlink(source + "/mappings/" + part, folder.file("mappings/") + part);
  write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings", "organisations": [
    { "id": "council", "title": "A council", "kind": "social_care" } ] })");
  add_mapping("rows", "csv", R"("format": "csv", "key": ["id"])");
  add_mapping("items", "json", R"("format": "json", "record": "/*", "key": "id")");
  add_connection("rows", "rows");
  add_connection("items", "items");
  add_connection("cin", "cin-census");
  add_connection("adt", "hl7v2-adt");
}

void HubFolder::add_mapping(const std::string& name, const std::string& adapter,
                            const std::string& settings) const {
  write("mappings/" + name + "/mapping.json",
        R"({ "mapping": ")" + name + R"(", "version": "1.0.0", "title": "Rows", "adapter": ")" +
            adapter + R"(", "settings": { )" + settings + R"( }, "subject": "id", "observations": [
    { "kind": "person.name", "fields": { "given": "given", "family": "family" } },
    { "kind": "person.birth", "when": "born",
      "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } } ] })");
}

void HubFolder::add_connection(const std::string& name, const std::string& mapping) const {
  write("hub/connections/" + name + ".json",
        R"({ "connection": ")" + name +
            R"(", "title": "T", "organisation": "council", "mapping": ")" + mapping + "\" }");
}

Ran HubFolder::run(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {"trellis", "--hub", path()};
  all.insert(all.end(), words.begin(), words.end());
  return run_program(folder, std::move(all));
}

Ran HubFolder::run_within(int kibibytes, const std::vector<std::string>& words) const {
  std::vector<std::string> all = {"trellis", "--hub", path()};
  all.insert(all.end(), words.begin(), words.end());
  return run_program(folder, std::move(all), kibibytes);
}

Ran run_program(const testing::TemporaryFolder& folder, std::vector<std::string> words,
                int kibibytes) {
  const std::string out = folder.file("out.txt");
  const std::string errors = folder.file("errors.txt");
  const std::string program = binaries + words.front();
  const pid_t child = fork();
  if (child == 0) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    const auto most = static_cast<rlim_t>(kibibytes) * 1024;
    const rlimit limit{most, most};
    if (kibibytes > 0) setrlimit(RLIMIT_AS, &limit);
    execv(program.c_str(), arguments.data());
    _exit(127);
  }
  Ran ran;
  ran.exit = wait_for(child);
  ran.out = testing::read_file(out);
  ran.errors = testing::read_file(errors);
  EXPECT_LT(ran.exit, 127) << ran.errors;
  return ran;
}

Ran HubFolder::import(const std::string& connection, const std::string& file) const {
  return run({"--output", "json", "import", connection, file});
}

formats::Json HubFolder::import_row(const std::string& connection, const std::string& file) const {
  const Ran ran = import(connection, file);
  const formats::Json all = ran.json();
  if (all.items().size() != 1) {
    ADD_FAILURE() << ran.errors;
    return {};
  }
  EXPECT_EQ(all.items()[0]["balance"].string(), "ok");
  return all.items()[0];
}

formats::Json HubFolder::held() const { return run({"--output", "json", "queue", "list"}).json(); }

std::string cin_child(int number, std::string_view birth_date) {
  return "    <Child>\n      <ChildIdentifiers>\n        <LAchildID>C" + std::to_string(number) +
         "</LAchildID>\n        <PersonBirthDate>" + std::string(birth_date) +
         "</PersonBirthDate>\n        <Sex>F</Sex>\n      </ChildIdentifiers>\n    </Child>\n";
}

std::string cin_file(const std::vector<std::string>& children) {
  std::string file =
      "<Message>\n  <Header><Source><LEA>901</LEA></Source></Header>\n  <Children>\n";
  for (const std::string& child : children) file += child;
  return file + "  </Children>\n</Message>\n";
}

}  // namespace trellis::journeys
