#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace trellis::architecture {

// What hub/CMakeLists.txt says of a folder: which others it may include, and which of its headers
// they may include, below the folder and without their ending; `*`: all of them.
struct Room {
  std::set<std::string> depends, shows;
};
std::map<std::string, Room> read_map(const std::string& root);

// Each finding is a sentence with file and line. Empty: the house stands.
std::vector<std::string> arrows_against_the_map(
    const std::string& root);  // includes the map does not allow
std::vector<std::string> faces_looked_behind(
    const std::string& root);  // headers not shown, or shown to nobody
std::vector<std::string> arrows_up_a_floor(
    const std::string& root);  // the map against design's floors
std::vector<std::string> libraries_out_of_their_room(const std::string& root);
std::vector<std::string> library_headers_shown_outside(const std::string& root);
std::vector<std::string> outsiders_that_look_inside(const std::string& root);  // adapters, plugins
// Types that two headers define under one name: one word would stand for two ideas. Nothing is said
// of a class's own types, and of those local to a .cpp.
std::vector<std::string> type_names_told_twice(const std::string& root);
std::vector<std::string> files_too_long(const std::string& root);  // sources 400 lines, headers 150

}  // namespace trellis::architecture
