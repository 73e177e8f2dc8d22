#include "hub/pipeline/seal.hpp"

#include <charconv>

#include "hub/base/canonical.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::string_view before_version = "{\"version\":";
constexpr std::string_view before_seal = ",\"seal\":\"";
constexpr std::string_view after_seal = "\"}";
constexpr std::size_t seal_digits = 64;

}  // namespace

Digest content_digest(std::string_view kinds, std::string_view observations) {
  thread_local std::string bytes;
  Canonical canonical(bytes, "trellis-content-1\n");
  canonical.text(kinds);
  canonical.text(observations);
  return sha256(bytes);
}

std::string seal_of(const SealedVersion& version) {
  thread_local std::string bytes;
  Canonical canonical(bytes, "trellis-record-1\n");
  canonical.text(version.connection);
  canonical.text(version.key);
  canonical.text(version.subject_key);
  canonical.text(version.media_type);
  canonical.text(version.mapping);
  canonical.text(version.mapping_version);
  canonical.raw(version.bytes);
  canonical.raw(version.content);
  return hex(sha256(bytes));
}

std::string to_details(const SealNote& note) {
  return std::string(before_version) + to_string(note.version) + std::string(before_seal) +
         note.seal + std::string(after_seal);
}

// Read often: without building a tree of it.
Result<SealNote> parse_seal_note(std::string_view details) {
  const Error other{Fault::not_found, "this entry is not about a version of a record"};
  if (!details.starts_with(before_version) || !details.ends_with(after_seal)) return other;
  details.remove_prefix(before_version.size());
  std::int64_t version = 0;
  const auto [end, fault] =
      std::from_chars(details.data(), details.data() + details.size(), version);
  if (fault != std::errc{} || version <= 0) return other;
  details.remove_prefix(static_cast<std::size_t>(end - details.data()));
  if (!details.starts_with(before_seal)) return other;
  details.remove_prefix(before_seal.size());
  details.remove_suffix(after_seal.size());
  if (details.size() != seal_digits) return other;
  return SealNote{VersionId(version), std::string(details)};
}

}  // namespace trellis::pipeline
