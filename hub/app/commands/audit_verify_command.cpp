#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/audit/notary.hpp"

namespace trellis::app {
namespace {

using audit::Checkpoint;
using audit::SignedCheckpoint;

// What a whole verification found.
struct Verified {
  audit::Proof proof;
  bool is_signed = false;
  std::string place;

  bool is_right() const { return !proof.journal.first_bad && proof.findings.empty(); }
};

// The signed ones in a text, from where the journal last started.
Result<std::vector<Checkpoint>> signed_ones(const std::string& text, const audit::Notary* notary) {
  std::vector<Checkpoint> ends;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto each = audit::parse_signed_checkpoint(text.substr(begin, end - begin));
    begin = end + 1;
    if (!each.ok() || (notary != nullptr && each->key != notary->key())) continue;
    if (!audit::is_genuine(*each))
      return Error{Fault::conflict, "a checkpoint in this file was not signed by its key"};
    if (each->kind == SignedCheckpoint::Kind::start) ends.clear();
    ends.push_back(each->end);
  }
  if (ends.empty())
    return Error{Fault::invalid, "this file holds no checkpoint of this hub's journal"};
  return ends;
}

Result<std::vector<Checkpoint>> read_against(const std::string& path, const audit::Notary* notary) {
  const Place place{path, 0, 0, {}};
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{Fault::not_found, "the checkpoint cannot be read", place};
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (auto plain = audit::parse_checkpoint(text.substr(0, 1000)); plain.ok())
    return std::vector<Checkpoint>{*plain};
  auto found = signed_ones(text, notary);
  if (!found.ok()) found.error().place = place;
  return found;
}

Result<Verified> verified(Hub& hub, const std::string& against) {
  Verified result;
  audit::Notary* notary = hub.notary();
  if (notary != nullptr) {
    result.is_signed = true;
    result.place = notary->place().name();
    auto proof = notary->prove();
    if (proof.ok())
      result.proof = *std::move(proof);
    else
      result.proof.findings.push_back(to_string(proof.error()));
  }
  std::vector<Checkpoint> given;
  if (!against.empty()) {
    TRELLIS_LET(auto read, read_against(against, notary));
    given = std::move(read);
  }
  if (!given.empty() || result.proof.journal.entries == 0) {
    TRELLIS_LET(auto verification, hub.journal().verify(given));
    if (!result.proof.journal.first_bad) {
      const auto proven = result.proof.journal.proven;
      result.proof.journal = std::move(verification);
      if (proven && (!result.proof.journal.proven ||
                     result.proof.journal.proven->sequence < proven->sequence))
        result.proof.journal.proven = proven;
    }
  }
  return result;
}

formats::Json as_json(const Verified& verified) {
  const audit::Proof& proof = verified.proof;
  formats::Json json = formats::Json::object();
  json.set("entries", proof.journal.entries);
  json.set("whole", verified.is_right());
  if (const auto& bad = proof.journal.first_bad) {
    json.set("first_bad", bad->sequence);
    json.set("what", bad->what);
  }
  json.set("signed", verified.is_signed);
  json.set("proven_to", proof.journal.proven ? proof.journal.proven->sequence : 0);
  if (proof.last) json.set("proven_at", to_string(proof.last->at));
  if (proof.taken_over) {
    json.set("taken_over_at_entry", proof.taken_over->end.sequence);
    json.set("taken_over_at", to_string(proof.taken_over->at));
  }
  json.set("checkpoints", static_cast<std::int64_t>(proof.checkpoints));
  json.set("earlier_checkpoints", static_cast<std::int64_t>(proof.earlier));
  formats::Json findings = formats::Json::array();
  for (const std::string& finding : proof.findings) findings.push(finding);
  json.set("findings", std::move(findings));
  return json;
}

void print_proof(CommandContext& context, const Verified& verified) {
  const audit::Proof& proof = verified.proof;
  const auto& proven = proof.journal.proven;
  if (proof.taken_over)
    context.print(fmt::format(
        "taken over by a person at entry {} on {}: {} earlier checkpoints are not compared",
        proof.taken_over->end.sequence, to_string(proof.taken_over->at), proof.earlier));
  if (proven)
    context.print(fmt::format("proven up to entry {}: as it was {}", proven->sequence,
                              proof.last ? "signed on " + to_string(proof.last->at)
                                         : std::string("when the checkpoint was written")));
  else
    context.print("nothing of it is proven: no checkpoint agrees");
  if (proven && proven->sequence < proof.journal.entries)
    context.print(fmt::format("entries {} to {} came after that", proven->sequence + 1,
                              proof.journal.entries));
  context.print(
      fmt::format("{} checkpoints in {} were compared", proof.checkpoints, verified.place));
  if (proof.cut_short > 0)
    context.print(fmt::format("{} of its lines were not written to their end", proof.cut_short));
}

void print_words(CommandContext& context, const Verified& verified) {
  const audit::Proof& proof = verified.proof;
  if (const auto& bad = proof.journal.first_bad)
    context.print(fmt::format("the journal is not what was written: {}", bad->what));
  else
    context.print(fmt::format("the journal is whole: {} entries", proof.journal.entries));
  for (const std::string& finding : proof.findings) context.print("finding: " + finding);
  if (verified.is_signed) return print_proof(context, verified);
  context.print(
      "hub.json names no key for the journal: that all of it was rewritten could not be told, but "
      "for a checkpoint that was kept elsewhere");
}

void verify(CommandContext& context, const std::string& against) {
  auto hub = context.open(Gate::verifying);
  if (!hub.ok()) {
    context.fail(hub.error());
    if (hub.error().message.starts_with("ALARM")) context.exit = Exit::findings;
    return;
  }
  const auto result = verified(**hub, against);
  if (!result.ok()) return context.fail(result.error());
  if (!result->is_right()) context.exit = Exit::findings;
  if (context.output == Output::table) return print_words(context, *result);
  if (context.is_structured()) return context.print(as_json(*result));
  const audit::Proof& proof = result->proof;
  const auto& bad = proof.journal.first_bad;
  std::string what = bad ? bad->what : "";
  for (const std::string& finding : proof.findings) what += (what.empty() ? "" : "; ") + finding;
  context.print(
      Table{{"entries", "first bad", "what", "proven to"},
            {{std::to_string(proof.journal.entries), bad ? std::to_string(bad->sequence) : "", what,
              proof.journal.proven ? std::to_string(proof.journal.proven->sequence) : "0"}}});
}

}  // namespace

void add_audit_verify_command(CLI::App& audit, CommandContext& context) {
  auto against = std::make_shared<std::string>();
  CLI::App* verifies =
      audit.add_subcommand("verify", "Check that no entry was changed, removed or added");
  verifies->add_option("--against", *against,
                       "A checkpoint that the journal must still agree with, or a log of them");
  verifies->footer(
      "Where hub.json names a key for the journal, also against every checkpoint that was kept, "
      "and "
      "it says\nup to which entry that proves the journal. Exit code 3: the journal or its "
      "checkpoints are not what was\nwritten; the first bad entry is named.\n\n"
      "Example: trellis audit verify --against /media/kept/2026-03-01.checkpoint");
  verifies->callback([&context, against] { verify(context, *against); });
}

}  // namespace trellis::app
