#include "hub/formats/hl7v2_message.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hub/formats/hl7v2_syntax.hpp"

namespace trellis::formats {
namespace {

// Segments that are about the message, or that protect whoever it is about.
constexpr std::array<std::string_view, 13> about_all = {
    "MSH", "SFT", "UAC", "EVN", "NTE", "ARV", "MSA", "ERR", "QAK", "QPD", "QRD", "QRF", "RCP"};
// Of these a patient has one in a message; a second one may be the patient's before.
constexpr std::array<std::string_view, 2> once = {"PD1", "PV1"};

std::string_view name_of(std::string_view segment) { return segment.substr(0, 3); }

bool is_patient(std::string_view segment) {
  return segment.starts_with("PID") && (segment.size() == 3 || may_delimit_hl7v2(segment[3]));
}

class Division {
 public:
  explicit Division(const Hl7v2Message& message) : message_(message) {
    for (std::size_t i = 0; i < message.origins.size(); ++i)
      if (is_patient(message.segment(i))) starts_.push_back(i);
  }

  std::size_t patients() const { return starts_.size(); }
  std::size_t shared_bytes() const { return message_.origins[starts_.front()].offset; }

  Status check() const {
    for (std::size_t i = 0; i < starts_.front(); ++i) {
      const auto name = name_of(message_.segment(i));
      const bool is_shared = name.front() == 'Z' ||
                             std::find(about_all.begin(), about_all.end(), name) != about_all.end();
      if (!is_shared) return nobody_knows(i, "stands before the first PID");
    }
    for (std::size_t patient = 0; patient < patients(); ++patient) {
      for (const auto name : once) TRELLIS_TRY(check_once(patient, name));
    }
    return done();
  }

  Hl7v2Message part(std::size_t patient) const {
    Hl7v2Message part;
    for (std::size_t i = 0; i < starts_.front(); ++i) add(i, part);
    for (std::size_t i = starts_[patient]; i < end(patient); ++i) add(i, part);
    return part;
  }

 private:
  std::size_t end(std::size_t patient) const {
    return patient + 1 < patients() ? starts_[patient + 1] : message_.origins.size();
  }

  void add(std::size_t segment, Hl7v2Message& to) const {
    to.add(message_.segment(segment), message_.origins[segment].place);
  }

  Status check_once(std::size_t patient, std::string_view name) const {
    bool was_met = false;
    for (std::size_t i = starts_[patient]; i < end(patient); ++i) {
      if (name_of(message_.segment(i)) != name) continue;
      if (was_met) return nobody_knows(i, "is the second of its kind behind one PID");
      was_met = true;
    }
    return done();
  }

  Error nobody_knows(std::size_t segment, const std::string& why) const {
    const std::string name(name_of(message_.segment(segment)));
    return {Fault::invalid,
            "the message is about several patients, and segment " + std::to_string(segment + 1) +
                " (" + name + ") " + why +
                ": whose it is cannot be known; every patient's segments "
                "stand behind the patient's own PID",
            message_.origins[segment].place};
  }

  const Hl7v2Message& message_;
  std::vector<std::size_t> starts_;  // of patients
};

}  // namespace

void Hl7v2Message::add(std::string_view segment, Place place) {
  origins.push_back({bytes.size(), std::move(place)});
  bytes += segment;
  bytes += '\r';
}

std::string_view Hl7v2Message::segment(std::size_t number) const {
  const std::size_t from = origins[number].offset;
  const std::size_t to = number + 1 < origins.size() ? origins[number + 1].offset : bytes.size();
  return std::string_view(bytes).substr(from, to - from - 1);
}

void Hl7v2Message::clear() {
  bytes.clear();
  origins.clear();
}

Result<std::vector<Hl7v2Message>> patients_of_hl7v2(const Hl7v2Message& message,
                                                    const Limits& limits) {
  std::vector<Hl7v2Message> parts;
  const Division division(message);
  if (division.patients() < 2) return parts;
  TRELLIS_TRY(division.check());
  if (division.patients() * division.shared_bytes() > limits.record_bytes) {
    return Error{Fault::invalid,
                 "the message is about too many patients for the size of what they share; send "
                 "them in several messages",
                 message.origins.front().place};
  }
  for (std::size_t i = 0; i < division.patients(); ++i) parts.push_back(division.part(i));
  return parts;
}

}  // namespace trellis::formats
