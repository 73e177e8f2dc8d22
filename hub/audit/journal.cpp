#include "hub/audit/journal.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "hub/base/canonical.hpp"
#include "hub/base/hex.hpp"

namespace trellis::audit {

namespace {

constexpr std::array<std::pair<Action, std::string_view>, 8> actions{
    {{Action::collection, "collection"},
     {Action::alteration, "alteration"},
     {Action::consultation, "consultation"},
     {Action::disclosure, "disclosure"},
     {Action::combination, "combination"},
     {Action::erasure, "erasure"},
     {Action::decision, "decision"},
     {Action::configuration, "configuration"}}};

constexpr std::string_view checkpoint_title = "trellis-audit-checkpoint 1 ";

}  // namespace

std::string_view to_string(Action action) {
  for (const auto& [known, word] : actions)
    if (known == action) return word;
  return {};
}

Result<Action> parse_action(std::string_view text) {
  std::string known;
  for (const auto& [action, word] : actions) {
    if (word == text) return action;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  return Error{Fault::invalid, "an action of the journal is one of " + known};
}

Digest hash_of(std::int64_t sequence, const Digest& previous, const Entry& entry) {
  thread_local std::string bytes;
  Canonical canonical(bytes, "trellis-audit-1\n");
  canonical.raw(previous);
  canonical.number(sequence);
  canonical.number(entry.at.time_since_epoch().count());
  canonical.text(to_string(entry.action));
  canonical.text(entry.actor);
  canonical.text(entry.role);
  canonical.text(entry.organisation);
  canonical.text(entry.purpose);
  canonical.number(entry.child.number());
  canonical.number(entry.subject.number());
  canonical.number(entry.record.number());
  canonical.text(entry.agreement);
  canonical.text(entry.details);
  return sha256(bytes);
}

std::string to_text(const Checkpoint& checkpoint) {
  return std::string(checkpoint_title) + std::to_string(checkpoint.sequence) + " " +
         hex(checkpoint.hash);
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (!text.starts_with(checkpoint_title))
    return Error{Fault::invalid, "a checkpoint is one line that starts with \"" +
                                     std::string(checkpoint_title) + "\""};
  text.remove_prefix(checkpoint_title.size());
  Checkpoint checkpoint;
  const auto [end, fault] =
      std::from_chars(text.data(), text.data() + text.size(), checkpoint.sequence);
  const auto used = static_cast<std::size_t>(end - text.data());
  if (fault != std::errc{} || checkpoint.sequence < 0 || used == text.size() || text[used] != ' ')
    return Error{Fault::invalid, "a checkpoint holds a whole number, a space and a hash"};
  if (!from_hex(text.substr(used + 1), checkpoint.hash))
    return Error{Fault::invalid, "a checkpoint's hash has 64 hexadecimal digits"};
  return checkpoint;
}

}  // namespace trellis::audit
