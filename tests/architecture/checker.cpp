#include "tests/architecture/checker.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace trellis::architecture {
namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;    // below the root: hub/base/text.cpp
  std::string folder;  // hub/FOLDER, else empty
  std::size_t line = 0;
  std::string what;  // without quotes or brackets
  std::string where() const { return file + ":" + std::to_string(line); }
};

std::string folder_of(const std::string& path) {
  if (path.rfind("hub/", 0) != 0) return {};
  const auto end = path.find('/', 4);
  return end == std::string::npos ? std::string() : path.substr(4, end - 4);
}

std::vector<fs::path> sources(const fs::path& top) {
  std::vector<fs::path> found;
  if (!fs::is_directory(top)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    const auto extension = entry.path().extension();
    if (extension == ".cpp" || extension == ".hpp" || extension == ".h" || extension == ".c")
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Include> includes(const std::string& root, const std::string& top) {
  static const std::regex pattern(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
  std::vector<Include> found;
  for (const fs::path& path : sources(fs::path(root) / top)) {
    std::ifstream file(path);
    const std::string name = fs::relative(path, root).generic_string();
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
      std::smatch match;
      if (std::regex_search(line, match, pattern))
        found.push_back({name, folder_of(name), number, match[1]});
    }
  }
  return found;
}

// A library is known by how its headers' names begin.
struct Library {
  std::string header;
  std::set<std::string> rooms;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> all = {
      {"pugixml", {"formats"}},    {"nlohmann/", {"formats"}},
      {"valijson/", {"formats"}},  {"expat", {"formats"}},
      {"Poco/XML", {"formats"}},   {"Poco/SAX", {"formats"}},
      {"Poco/DOM", {"formats"}},   {"Poco/JSON", {}},
      {"Poco/Data", {"store"}},    {"sqlite3", {"store"}},
      {"zstd", {"store"}},         {"Poco/Zip", {"transport"}},
      {"Poco/Net", {"transport"}}, {"libssh", {"transport"}},
      {"Poco/JWT", {"api"}},       {"Poco/Crypto", {"base", "api"}},
      {"openssl/", {"base"}},      {"boost/container", {"matching"}},
      {"boost/", {"connections"}}, {"unicode/", {"base"}},
      {"CLI/", {"app"}},           {"Poco/Logger", {"base"}},
      {"Poco/Channel", {"base"}},  {"re2/", {"mapping"}},
  };
  return all;
}

const Library* library_of(const std::string& header) {
  for (const Library& library : libraries())
    if (header.rfind(library.header, 0) == 0) return &library;
  return nullptr;
}

// Floors of the design; `store` and `transport` stand beside and implement ports.
int floor_of(const std::string& folder) {
  static const std::map<std::string, int> floors = {
      {"base", 1},        {"model", 2},       {"formats", 2}, {"comparison", 2}, {"mapping", 3},
      {"linkage", 3},     {"matching", 3},    {"sharing", 3}, {"alerts", 3},     {"queue", 3},
      {"audit", 3},       {"pipeline", 4},    {"api", 5},     {"console", 5},    {"ops", 5},
      {"connections", 5}, {"conformance", 5}, {"app", 6},     {"store", 5},      {"transport", 2},
      {"desk", 4}};
  const auto found = floors.find(folder);
  return found == floors.end() ? 0 : found->second;
}

}  // namespace

std::map<std::string, Room> read_map(const std::string& root) {
  std::ifstream file(root + "/hub/CMakeLists.txt");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::map<std::string, Room> map;
  static const std::regex pattern(R"((?:^|\n)hub_module\((\w+)\s*([^)]*)\))");
  for (std::sregex_iterator each(text.begin(), text.end(), pattern); each != std::sregex_iterator();
       ++each) {
    const std::smatch& match = *each;
    Room& room = map[match[1]];
    std::set<std::string> libraries;
    const std::map<std::string, std::set<std::string>*> lists = {
        {"DEPENDS", &room.depends}, {"SHOWS", &room.shows}, {"USES", &libraries}};
    std::istringstream words(match[2]);
    std::set<std::string>* list = nullptr;
    for (std::string word; words >> word;) {
      const auto keyword = lists.find(word);
      if (keyword != lists.end())
        list = keyword->second;
      else if (list != nullptr)
        list->insert(word);
    }
  }
  return map;
}

std::vector<std::string> arrows_against_the_map(const std::string& root) {
  const auto map = read_map(root);
  std::vector<std::string> findings;
  for (const Include& include : includes(root, "hub")) {
    const std::string target = folder_of(include.what);
    if (target.empty() || target == include.folder) continue;
    const auto known = map.find(include.folder);
    if (known == map.end())
      findings.push_back(include.where() + ": hub/" + include.folder + " is not on the map");
    else if (!known->second.depends.contains(target))
      findings.push_back(include.where() + ": hub/" + include.folder + " may not include hub/" +
                         target);
  }
  return findings;
}

std::vector<std::string> faces_looked_behind(const std::string& root) {
  auto map = read_map(root);
  std::vector<std::string> findings;
  auto unused = map;
  for (const Include& include : includes(root, "hub")) {
    const std::string target = folder_of(include.what);
    if (target.empty() || target == include.folder || !map.contains(target)) continue;
    const auto begin = std::string("hub/").size() + target.size() + 1;
    const std::string header = include.what.substr(begin, include.what.rfind('.') - begin);
    const Room& room = map[target];
    if (!room.shows.contains("*") && !room.shows.contains(header))
      findings.push_back(include.where() + ": hub/" + target + " does not show " + header);
    unused[target].shows.erase(header);
  }
  for (const auto& [folder, room] : unused)
    for (const std::string& header : room.shows)
      if (header != "*")
        findings.push_back("hub/" + folder + " shows " + header + ", which no other room includes");
  return findings;
}

std::vector<std::string> arrows_up_a_floor(const std::string& root) {
  std::vector<std::string> findings;
  for (const auto& [folder, room] : read_map(root)) {
    if (floor_of(folder) == 0) findings.push_back("hub/" + folder + " has no floor in the design");
    for (const std::string& target : room.depends) {
      if (target == "sdk") continue;
      const bool is_beside = target == "store" && folder != "app";
      if (floor_of(target) > floor_of(folder) || is_beside)
        findings.push_back("the map lets hub/" + folder + " look up at hub/" + target);
    }
  }
  return findings;
}

std::vector<std::string> libraries_out_of_their_room(const std::string& root) {
  std::vector<std::string> findings;
  for (const Include& include : includes(root, "hub")) {
    const Library* library = library_of(include.what);
    if (library != nullptr && !library->rooms.contains(include.folder))
      findings.push_back(include.where() + ": <" + include.what + "> has no room in hub/" +
                         include.folder);
    if (include.what.rfind("fmt/", 0) == 0 && include.file.ends_with(".hpp"))
      findings.push_back(include.where() + ": fmt belongs in .cpp files only");
  }
  return findings;
}

std::vector<std::string> library_headers_shown_outside(const std::string& root) {
  const std::vector<Include> all = includes(root, "hub");
  std::set<std::string> showing;
  for (const Include& include : all)
    if (include.file.ends_with(".hpp") && library_of(include.what) != nullptr)
      showing.insert(include.file);
  std::vector<std::string> findings;
  for (const Include& include : all)
    if (showing.contains(include.what) && folder_of(include.what) != include.folder)
      findings.push_back(include.where() + ": " + include.what + " shows its room's library");
  return findings;
}

std::vector<std::string> outsiders_that_look_inside(const std::string& root) {
  std::vector<std::string> findings;
  for (const std::string top : {"adapters", "plugins"})
    for (const Include& include : includes(root, top))
      if (include.what.rfind("hub/", 0) == 0 || library_of(include.what) != nullptr)
        findings.push_back(include.where() + ": only the SDK may be included here, not " +
                           include.what);
  return findings;
}

std::vector<std::string> type_names_told_twice(const std::string& root) {
  static const std::regex definition(
      R"(^(?:(?:enum )?class|struct|union) ([A-Z]\w*)(?![\w:]|\s*;).*$|^using ([A-Z]\w*) =)");
  std::map<std::string, std::set<std::string>> places;
  for (const fs::path& path : sources(fs::path(root) / "hub")) {
    if (path.extension() != ".hpp") continue;
    std::ifstream file(path);
    std::smatch match;
    for (std::string line; std::getline(file, line);)
      if (std::regex_search(line, match, definition))
        places[match[1].matched ? match[1] : match[2]].insert(
            fs::relative(path, root).generic_string());
  }
  std::vector<std::string> findings;
  for (const auto& [name, files] : places) {
    if (files.size() < 2) continue;
    std::string finding = name + ":";
    for (const std::string& file : files) finding += " " + file;
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<std::string> files_too_long(const std::string& root) {
  std::vector<std::string> findings;
  for (const std::string top : {"hub", "plugins", "adapters"}) {
    for (const fs::path& path : sources(fs::path(root) / top)) {
      std::ifstream file(path);
      const auto lines = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
      // The SDK is headers only, and the contract is as much prose as code.
      const long most = path.extension() == ".cpp" ? 400 : top == "plugins" ? 250 : 150;
      if (lines > most)
        findings.push_back(fs::relative(path, root).generic_string() + " has " +
                           std::to_string(lines) + " lines; split it along a noun at " +
                           std::to_string(most));
    }
  }
  return findings;
}

}  // namespace trellis::architecture
