#include "hub/sharing/agreement.hpp"

#include <algorithm>
#include <chrono>

namespace trellis::sharing {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

template <typename T>
const T* by_id(const std::vector<T>& all, std::string_view id) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
  return found == all.end() ? nullptr : &*found;
}

bool has_signed(const Agreement& agreement, std::string_view organisation, Date today) {
  return std::any_of(agreement.signatures.begin(), agreement.signatures.end(),
                     [&](const Agreement::Signature& signature) {
                       return signature.organisation == organisation &&
                              !signature.signed_on.none() &&
                              signature.signed_on.last_day() <= today.first_day();
                     });
}

std::string_view first_unsigned(const Agreement& agreement, Date today) {
  for (const std::string& provider : agreement.providers)
    if (!has_signed(agreement, provider, today)) return provider;
  for (const Agreement::Recipient& recipient : agreement.recipients)
    if (!has_signed(agreement, recipient.organisation, today)) return recipient.organisation;
  return {};
}

enum class Halt { none, draft, suspended, no_start, not_begun, ended, unsigned_party };

Halt halt(const Agreement& agreement, Date today) {
  if (agreement.status == Agreement::Status::draft) return Halt::draft;
  if (agreement.status == Agreement::Status::suspended) return Halt::suspended;
  if (agreement.start.none()) return Halt::no_start;
  if (today.first_day() < agreement.start.first_day()) return Halt::not_begun;
  if (!agreement.end.none() && today.first_day() > agreement.end.last_day()) return Halt::ended;
  if (!first_unsigned(agreement, today).empty()) return Halt::unsigned_party;
  return Halt::none;
}

}  // namespace

bool Role::belongs_to(const Organisation& organisation) const {
  return contains(organisations, organisation.id) ||
         contains(organisation_kinds, organisation.kind);
}

const Organisation* Parties::organisation(std::string_view id) const {
  return by_id(organisations, id);
}

const Role* Parties::role(std::string_view id) const { return by_id(roles, id); }

std::string Parties::title_of(std::string_view id) const {
  const Organisation* found = organisation(id);
  return found == nullptr ? std::string(id) : found->title;
}

model::Level Agreement::Clause::level_for(std::string_view role) const {
  for (const RoleLevel& own : roles)
    if (own.role == role) return own.level;
  return level;
}

std::vector<std::string> Agreement::parties() const {
  std::vector<std::string> all = providers;
  for (const Recipient& recipient : recipients)
    if (!contains(all, recipient.organisation)) all.push_back(recipient.organisation);
  return all;
}

bool is_live(const Agreement& agreement, Date today) {
  return halt(agreement, today) == Halt::none;
}

std::string why_not_live(const Agreement& agreement, Date today) {
  switch (halt(agreement, today)) {
    case Halt::none:
      return {};
    case Halt::draft:
      return "is a draft";
    case Halt::suspended:
      return "is suspended";
    case Halt::no_start:
      return "has no first day";
    case Halt::not_begun:
      return "begins on " + agreement.start.text();
    case Halt::ended:
      return "ended on " + agreement.end.text();
    case Halt::unsigned_party:
      return "is not signed by " + std::string(first_unsigned(agreement, today));
  }
  return {};
}

std::vector<std::string> warnings(const Agreement& agreement, Date today) {
  constexpr std::chrono::days notice{60};
  std::vector<std::string> all;
  if (!agreement.review.none() && today.first_day() > agreement.review.last_day())
    all.push_back("its review was due on " + agreement.review.text());
  const bool has_end = !agreement.end.none() && today.first_day() <= agreement.end.last_day();
  if (has_end && agreement.end.last_day() - today.first_day() <= notice)
    all.push_back("it ends on " + agreement.end.text());
  return all;
}

std::string_view to_string(Agreement::Status status) {
  switch (status) {
    case Agreement::Status::draft:
      return "draft";
    case Agreement::Status::live:
      return "live";
    case Agreement::Status::suspended:
      return "suspended";
  }
  return "draft";
}

}  // namespace trellis::sharing
