#include "hub/audit/signed_checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "hub/base/hex.hpp"

namespace trellis::audit {
namespace {

constexpr std::string_view title = "trellis-audit-checkpoint 2 ";
constexpr std::size_t longest_name = 200;

std::string_view word_of(SignedCheckpoint::Kind kind) {
  return kind == SignedCheckpoint::Kind::start ? "start" : "going-on";
}

std::string signed_part(const SignedCheckpoint& checkpoint) {
  return std::string(title) + std::string(word_of(checkpoint.kind)) + " " +
         std::to_string(checkpoint.end.sequence) + " " + hex(checkpoint.end.hash) + " " +
         trellis::to_string(checkpoint.at) + " " + checkpoint.key.hex() + " " + checkpoint.hub;
}

std::string printable(const std::string& name) {
  std::string kept;
  std::copy_if(name.begin(), name.end(), std::back_inserter(kept),
               [](unsigned char c) { return c >= 0x20 && c != 0x7F; });
  if (kept.size() <= longest_name) return kept;
  std::size_t end = longest_name;
  while (end > 0 && (static_cast<unsigned char>(kept[end]) & 0xC0U) == 0x80U) --end;
  return kept.substr(0, end);
}

// Takes the next word off the front.
std::string_view next_word(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

bool read_kind(std::string_view word, SignedCheckpoint::Kind& kind) {
  for (const auto known : {SignedCheckpoint::Kind::start, SignedCheckpoint::Kind::going_on})
    if (word == word_of(known)) {
      kind = known;
      return true;
    }
  return false;
}

bool read_sequence(std::string_view word, std::int64_t& sequence) {
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), sequence);
  return fault == std::errc{} && end == word.data() + word.size() && sequence > 0;
}

}  // namespace

SignedCheckpoint sign(const SigningKey& key, SignedCheckpoint checkpoint) {
  checkpoint.key = key.public_key();
  checkpoint.hub = printable(checkpoint.hub);
  checkpoint.signature = key.sign(signed_part(checkpoint));
  return checkpoint;
}

bool is_genuine(const SignedCheckpoint& checkpoint) {
  return checkpoint.key.verifies(signed_part(checkpoint), checkpoint.signature);
}

std::string to_text(const SignedCheckpoint& checkpoint) {
  return signed_part(checkpoint) + " " + to_hex(checkpoint.signature);
}

Result<SignedCheckpoint> parse_signed_checkpoint(std::string_view line) {
  const Error wrong{Fault::invalid, "this line holds no signed checkpoint"};
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const std::size_t begin = line.find(title);
  if (begin == std::string_view::npos) return wrong;
  line.remove_prefix(begin + title.size());
  SignedCheckpoint checkpoint;
  if (!read_kind(next_word(line), checkpoint.kind) ||
      !read_sequence(next_word(line), checkpoint.end.sequence) ||
      !from_hex(next_word(line), checkpoint.end.hash))
    return wrong;
  const auto at = parse_instant(next_word(line));
  const auto key = PublicKey::parse(next_word(line));
  const std::size_t end = line.rfind(' ');
  if (!at.ok() || !key.ok() || end == std::string_view::npos ||
      !from_hex(line.substr(end + 1), checkpoint.signature))
    return wrong;
  checkpoint.at = *at;
  checkpoint.key = *key;
  checkpoint.hub = line.substr(0, end);
  return checkpoint;
}

}  // namespace trellis::audit
