#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/formats/json.hpp"

namespace trellis::sharing {

// Every *.json of a folder, by name. Files that cannot be read are findings; no folder is no files.
std::vector<formats::Json> read_json_folder(const std::string& folder,
                                            std::vector<Error>& findings);

// The schema of a kind of file, or a finding.
std::optional<formats::Json> read_schema(const std::string& schema_folder, std::string_view name,
                                         std::vector<Error>& findings);

std::vector<std::string> strings_of(const formats::Json& list);

// A finding at a value; "did you mean" where a candidate is near.
void report(const formats::Json& at, std::string sentence, std::vector<Error>& findings);
void report_unknown(const formats::Json& at, std::string_view what, const std::string& word,
                    const std::vector<std::string>& candidates, std::vector<Error>& findings);

// Must the word be one of the candidates? Reports it where it is not.
bool is_one_of(const formats::Json& word, std::string_view what,
               const std::vector<std::string>& candidates, std::vector<Error>& findings);

// A file is named after its id, so that one id cannot stand in two files.
void check_file_name(const formats::Json& id, std::vector<Error>& findings);

}  // namespace trellis::sharing
