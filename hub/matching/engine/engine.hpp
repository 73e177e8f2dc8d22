#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/evidence.hpp"
#include "hub/model/observation.hpp"

// Matching: whether records are the same child, and why. Callers know only this page; which model
// answers is decided where the engine is made.
namespace trellis::matching {

// What one subject's records say for matching: every value they ever had, folded for comparison.
struct Features {
  struct Name {
    std::string given;  // folded, middle names apart
    std::string middle;
    std::string family;
    bool operator==(const Name&) const = default;
  };
  struct Identifier {
    std::string kind;  // nhs_number, upn, ...; only those with verdict valid
    std::string canonical;
    bool operator==(const Identifier&) const = default;
  };
  // On a school's roll.
  struct Enrolment {
    std::string where;
    Date from, to;  // as far as is known; `to` is none where nobody told more than the beginning
    auto operator<=>(const Enrolment&) const = default;
  };
  std::vector<Name> names;  // the usual one first
  std::vector<Date> births;
  std::string sex;                     // M, F or empty
  std::vector<std::string> postcodes;  // canonical
  std::vector<std::string> addresses;  // folded house number and street
  std::vector<Identifier> identifiers;
  std::vector<std::string> parents;  // folded full names
  std::vector<std::string> phones;   // digits
  std::vector<Enrolment> enrolments;
  bool multiple_birth = false;
  unsigned birth_order = 0;  // of a birth of several, from 1; 0: not told
  bool sealed = false;       // by an adoption seal: never proposed
  bool empty() const;
  bool operator==(const Features&) const = default;
};

// From the observations of all current records of one subject.
Features features_of(std::span<const model::Observation> observations);
// What one connection calls a school is another school in another connection.
void keep_local_names_apart(Features& features, ConnectionId connection);
std::string pack(const Features& features);  // for the store
Result<Features> unpack(std::string_view packed);

enum class Decision { same_child, new_child, ask_a_person };

// A child that a subject could be.
struct Rival {
  ChildId child;
  SubjectId closest;      // the child's subject that speaks most for it
  Comparison comparison;  // with that subject; `bits` is the mean over the child's subjects
};

struct Placement {
  Decision decision = Decision::new_child;
  ChildId child;  // for same_child
  std::vector<ChildId>
      joins;  // for same_child: other children that are that one too, as this subject shows
  std::vector<Rival>
      rivals;  // best first; those worth showing, and always a known subject's own child
  std::vector<SubjectId> again;  // others whose children turn out to be one: place them anew
};

const Rival* rival_for(const Placement& placement, ChildId child);  // null: it is none of them
bool is_chosen(const Placement& placement, ChildId child);  // the subject is it, or joins it

enum class Lock { must_link, never_link };

// How rare names were when they were weighed last; the weights are their engine's own text.
struct NameWeights {
  std::int64_t epoch = 0;  // counts how often they were weighed; 0: never
  std::string weights;
};

struct Explanation;

// Finds the child a subject belongs to. Not shared: one thread at a time.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string model_version() const = 0;

  // From now on a name is as rare as it is among the subjects remembered so far, or as it was when
  // these weights were told. In between nothing but the subjects and the locks decides.
  virtual void weigh_names_by_what_is_known() = 0;
  virtual Status weigh_names_by(const NameWeights& weights) = 0;
  virtual bool have_names_doubled() const = 0;  // since, and there are a thousand
  virtual std::int64_t name_epoch() const = 0;
  virtual NameWeights name_weights() const = 0;
  // The subject is now this, and belongs to this child. Replaces what was known of it.
  virtual void remember(SubjectId subject, ChildId child, const Features& features) = 0;
  virtual void forget(SubjectId subject) = 0;
  virtual std::size_t subjects() const = 0;  // how many it knows
  virtual void lock(SubjectId a, SubjectId b, Lock kind) = 0;
  virtual void unlock(SubjectId a, SubjectId b) = 0;

  // Where a subject would go, judged without itself if it is already known.
  virtual Placement place(SubjectId subject, const Features& features) = 0;
  virtual Comparison compare(const Features& a, const Features& b) = 0;
  // Two subjects that one source tells apart take more to be one child.
  virtual Explanation explain(const Features& a, const Features& b, bool are_of_one_source) = 0;

  // The subjects, without locks, in a new file. And back, instead of those known so far: false, and
  // nobody is known, where the file is not there, is damaged, or was not saved by this program with
  // this model under this name.
  virtual Status save(const std::string& file, std::string_view name) = 0;
  virtual bool restore(const std::string& file, std::string_view name) = 0;
};

std::string_view to_string(Decision value);

}  // namespace trellis::matching
