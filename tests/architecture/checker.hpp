#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace trellis::architecture {

// hub/CMakeLists.txt: folder -> the folders it may include.
std::map<std::string, std::set<std::string>> read_map(const std::string& root);

// Each finding is a sentence with file and line. Empty: the house stands.
std::vector<std::string> arrows_against_the_map(
    const std::string& root);  // includes the map does not allow
std::vector<std::string> arrows_up_a_floor(
    const std::string& root);  // the map against design's floors
std::vector<std::string> libraries_out_of_their_room(const std::string& root);
std::vector<std::string> library_headers_shown_outside(const std::string& root);
std::vector<std::string> outsiders_that_look_inside(const std::string& root);  // adapters, plugins
std::vector<std::string> files_too_long(const std::string& root);  // sources 400 lines, headers 150

}  // namespace trellis::architecture
