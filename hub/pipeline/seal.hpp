#pragma once

#include <string>
#include <string_view>

#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::pipeline {

// The digest of what a mapping made of a record: the kinds, and the observations as JSON, a line
// each.
Digest content_digest(std::string_view kinds, std::string_view observations);

// What one version of a record is, by the names that its source gives and not by ours.
struct SealedVersion {
  std::string_view connection;
  std::string_view key;
  std::string_view subject_key;
  std::string_view media_type;
  std::string_view mapping;
  std::string_view mapping_version;
  Digest bytes{};
  Digest content{};
};

// 64 hexadecimal digits, which the journal keeps: what is stored can be held against them.
std::string seal_of(const SealedVersion& version);

// The details of the journal's entry about a new version.
struct SealNote {
  VersionId version;
  std::string seal;
  bool operator==(const SealNote&) const = default;
};
std::string to_details(const SealNote& note);
// Fault::not_found where the details speak of something else.
Result<SealNote> parse_seal_note(std::string_view details);

}  // namespace trellis::pipeline
