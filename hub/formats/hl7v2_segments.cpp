#include "hub/formats/hl7v2_segments.hpp"

#include <algorithm>
#include <array>

#include "hub/formats/hl7v2_syntax.hpp"

namespace trellis::formats {
namespace {

constexpr char message_start = '\x0B';  // MLLP: a message stands between these
constexpr char message_end = '\x1C';
constexpr char file_end = '\x1A';
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t longest_opening = 24;  // of a line, to tell a header from text
constexpr std::size_t most_blank = 256;      // between messages, to tell it from text

// Source: HL7 v2.1 to v2.9, appendix A.4 "Segments".
constexpr std::string_view known =
    "ABS ACC ADD ADJ AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX BUI CDM "
    "CDO CER CM0 CM1 CM2 CNS CON CSP CSR CSS CTD CTI CTR DB1 DEV DG1 DMI DON DPS DRG DSC DSP DST "
    "ECD ECR EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IAR IIM ILT IN1 IN2 "
    "IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MCP MFA MFE MFI MRG MSA MSH NCK NDS "
    "NK1 NPU NSC NST NTE OBR OBX ODS ODT OH1 OH2 OH3 OH4 OM1 OM2 OM3 OM4 OM5 OM6 OM7 OMC ORC ORG "
    "ORO OVR PAC PCE PCR PD1 PDA PDC PEO PES PID PKG PM1 PMT PR1 PRA PRB PRC PRD PRT PSG PSH PSL "
    "PSS PTH PV1 PV2 PYE QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RXA "
    "RXC RXD RXE RXG RXO RXR RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM SPR STF STZ TCC "
    "TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ ";

bool is_end(char c) { return c == '\r' || c == '\n' || c == message_start || c == message_end; }

bool is_fill(char c) { return c == ' ' || c == '\t' || c == '\f' || c == file_end; }

bool names_separators(std::string_view line) { return Hl7v2Delimiters::parse(line).ok(); }

// Behind text, such a line is one only if it is whole: BTS and FTS begin with a count.
bool is_surely_batch_line(std::string_view line) {
  if (!is_hl7v2_batch_line(line) || line.size() == 3) return is_hl7v2_batch_line(line);
  if (line[1] == 'H') return names_separators(line);
  const auto count_end = std::min(line.find_first_not_of("0123456789", 4), line.size());
  return count_end == line.size() || line[count_end] == line[3];
}

}  // namespace

bool is_hl7v2_header(std::string_view line) {
  return line.starts_with("MSH") && names_separators(line);
}

bool is_hl7v2_batch_line(std::string_view line) {
  const std::string_view name = line.substr(0, 3);
  if (name != "FHS" && name != "BHS" && name != "BTS" && name != "FTS") return false;
  return line.size() == 3 || may_delimit_hl7v2(line[3]);
}

bool is_known_hl7v2_segment(std::string_view name) {
  if (name.size() != 3) return false;
  if (name.front() == 'Z') return true;
  const auto at = known.find(name);
  return at != std::string_view::npos && at % 4 == 0;
}

std::string_view without_hl7v2_fill(std::string_view line) {
  while (!line.empty()) {
    if (is_fill(line.front())) {
      line.remove_prefix(1);
    } else if (line.starts_with(byte_order_mark)) {
      line.remove_prefix(byte_order_mark.size());
    } else {
      break;
    }
  }
  while (!line.empty() && line.back() == file_end) line.remove_suffix(1);
  return line;
}

bool Hl7v2SegmentEnds::is_header(std::string_view segment) const {
  return is_passed_ ? was_header_ : without_hl7v2_fill(segment).starts_with("MSH");
}

std::optional<Hl7v2SegmentEnds::End> Hl7v2SegmentEnds::find(std::string_view text, bool is_all) {
  constexpr std::array<char, 4> ends = {'\r', '\n', message_start, message_end};
  while (true) {
    looked_ = std::min(text.find_first_of(std::string_view(ends.data(), ends.size()), looked_),
                       text.size());
    if (looked_ == text.size()) break;
    if (text[looked_] != '\n' || is_header(text.substr(0, looked_)))
      return found(text, looked_, is_all);
    const Answer answer = line_feed(text.substr(looked_ + 1), is_all);
    if (answer == Answer::open) return std::nullopt;
    if (answer == Answer::ends) return found(text, looked_, is_all);
    ++looked_;
  }
  if (!is_all) return std::nullopt;
  looked_ = 0;
  is_passed_ = false;
  return End{text.size(), text.size(), false};
}

std::optional<Hl7v2SegmentEnds::End> Hl7v2SegmentEnds::found(std::string_view text, std::size_t at,
                                                             bool is_all) {
  const char end = text[at];
  const bool is_last = at + 1 == text.size();
  if (end == '\r' && is_last && !is_all) return std::nullopt;  // a line feed may follow
  const bool is_fed = end == '\r' && !is_last && text[at + 1] == '\n';
  const bool ends_frame = end == message_start || end == message_end;
  if (!ends_frame && is_header(text.substr(0, at)))
    kind_ = end == '\n' ? Kind::feed : is_fed ? Kind::returned_and_fed : Kind::returned;
  looked_ = 0;
  is_passed_ = false;
  return End{at, at + (is_fed ? 2u : 1u), ends_frame};
}

// Does a line feed that no return stands before end a segment? `after` follows it.
Hl7v2SegmentEnds::Answer Hl7v2SegmentEnds::line_feed(std::string_view after, bool is_all) const {
  if (kind_ == Kind::any || kind_ == Kind::feed) return Answer::ends;
  std::size_t start = 0;  // of what is not a blank line
  while (start < after.size() && (after[start] == '\n' || is_fill(after[start])))
    if (++start > most_blank) return Answer::is_text;
  after.remove_prefix(start);
  const auto end =
      static_cast<std::size_t>(std::find_if(after.begin(), after.end(), is_end) - after.begin());
  if (end == after.size() && !is_all && end < longest_opening) return Answer::open;
  const auto line = without_hl7v2_fill(after.substr(0, std::min(end, longest_opening)));
  if (line.empty()) {
    const bool is_behind_text = end < after.size() && after[end] == '\r';
    return is_behind_text ? Answer::is_text : Answer::ends;
  }
  if (is_hl7v2_header(line) || is_surely_batch_line(line)) return Answer::ends;
  const bool is_segment = kind_ == Kind::returned_and_fed && line.size() > 3 &&
                          may_delimit_hl7v2(line[3]) && is_known_hl7v2_segment(line.substr(0, 3));
  return is_segment ? Answer::ends : Answer::is_text;
}

void Hl7v2SegmentEnds::pass(std::string_view front) {
  if (front.empty()) return;
  was_header_ = is_header(front);
  is_passed_ = true;
  looked_ -= std::min(looked_, front.size());
}

}  // namespace trellis::formats
