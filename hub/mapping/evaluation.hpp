#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/mapping/evaluation_limits.hpp"
#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// A value on its way from the record to a field.
struct Item {
  std::string text;
  std::string received{};                               // as the source wrote it
  std::string absent{};                                 // why there is none
  std::string_view system{};                            // the code list that `text` is of
  Date date{};                                          // read by a pattern
  formats::Node node{};                                 // where it stood; none for constants
  bool is_looked_up = false, is_of_two_digits = false;  // the latter: the year of `date`
  bool is_time = false;  // `text` is an instant, `date` the day of it as it was written
  bool is_read = false;  // the record said so, not only the mapping
};
using Items = std::vector<Item>;

// What was mapped, and what is kept for its memory.
struct Workspace::State {
  Mapped mapped;
  std::vector<model::Observation> observations;  // of records before
  std::vector<Items> items;                      // emptied
  std::vector<formats::Node> nodes, starts;      // of a path
  std::vector<std::pair<const void*, std::string>> paths;
  std::size_t paths_known = 0;  // those of this record's latest nodes; the rest is memory
};

// Items whose memory is used again by the next expression.
class Scratch {
 public:
  explicit Scratch(std::vector<Items>& spare) : spare_(spare) {
    if (spare_.empty()) return;
    items_ = std::move(spare_.back());
    spare_.pop_back();
  }
  ~Scratch() {
    items_.clear();
    spare_.push_back(std::move(items_));
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Items& operator*() noexcept { return items_; }
  Items* operator->() noexcept { return &items_; }

 private:
  std::vector<Items>& spare_;
  Items items_;
};

// Maps one record. Used once, by one thread.
class Evaluation {
 public:
  Evaluation(const Mapping::State& plan, const formats::Tree& tree, Today today,
             Workspace::State& workspace)
      : plan_(plan), tree_(tree), today_(today), workspace_(workspace), mapped_(workspace.mapped) {}
  Mapped& run();  // of a mapping without `people`
  std::vector<Mapped> run_all();

 private:
  // expressions
  bool reads_something(const CompiledPath& path, const formats::Node& from);
  void evaluate(const Expression& expression, const formats::Node& from, const std::string& label,
                Items& items);
  void gather(const Expression& expression, const formats::Node& from, const std::string& label,
              Items& items);
  void select(const CompiledPath& path, const formats::Node& from, const std::string& label,
              Items& items);
  void glue(const Expression& expression, const formats::Node& from, const std::string& label,
            Items& items);
  void tell_others(const Expression& expression, const Item& first, const std::string& label,
                   const Items& values);
  void join_all(const Expression& expression, const formats::Node& from, const std::string& label,
                Items& items);
  void take_first(const Expression& expression, const formats::Node& from, const std::string& label,
                  Items& items);
  void refine(const Expression& expression, const std::string& label, Items& items);
  void refine(const Expression& expression, const std::string& label, Item& item);
  void make_seen(const std::string& label, Item& item);
  void refuse_spreadsheet_error(const std::string& label, Item& item);
  void replace(const Expression& expression, const std::string& label, Item& item);
  void read_time(const Expression& expression, const std::string& label, Item& item);
  void refuse_date(const std::vector<std::string>& patterns, const char* what,
                   const std::string& label, Item& item);
  void read_date(const Expression& expression, const std::string& label, Item& item);
  void look_up(const Expression& expression, const std::string& label, Item& item);
  bool has_room(const Items& items, const std::string& label, const formats::Node& at);

  // observations
  bool begin();  // false: nothing but what `mapped_` tells is to be read
  bool is_refused(), restricts();
  std::vector<formats::Node> starts_of(const PersonPlan& person);
  void demand(const std::vector<Requirement>& requirements, const formats::Node& from);
  void map(const PersonPlan& person, const formats::Node& from);
  void map_each(const PersonPlan& person, std::vector<Mapped>& people);
  void find_subject(const PersonPlan& person, const formats::Node& from);
  void check_what_is_said(const formats::Node& from);
  void observe_each(const ObservationPlan& plan, const formats::Node& record);
  void observe(const ObservationPlan& plan, const formats::Node& from);
  void start_afresh();
  model::Observation& add_observation();
  void drop_observation();
  struct Dated {
    Date date{};
    bool is_read = false;
  };
  Dated date_of(const std::optional<Expression>& expression, const std::string& label,
                const formats::Node& from);
  void keep_one(const FieldPlan& field, Items& items);
  enum class Filled { empty, by_mapping, by_record };
  Filled fill(const FieldPlan& field, const formats::Node& from, model::Observation& observation,
              formats::Node& first_read);

  // values
  void type(const FieldPlan& field, Item& item, const model::Observation& observation,
            model::Value& value);
  bool is_possible(const FieldPlan& field, const Item& item, const model::Observation& observation);
  void type_code(const FieldPlan& field, Item& item, Date on, model::Value& value);
  void type_identifier(const FieldPlan& field, Item& item, const model::Observation& observation,
                       model::Value& value);

  const std::string& path_of(const formats::Node& node);  // several observations share a node
  void tell_remarks(const std::string& label, const formats::Node& node);
  // Each rule once for each label: a column of wrong codes is one thing to mend.
  void report(Severity severity, const char* rule, const std::string& label,
              const formats::Node& at, std::string_view what);

  const Mapping::State& plan_;
  const formats::Tree& tree_;
  Today today_;
  Workspace::State& workspace_;
  Mapped& mapped_;
  EvaluationLimits limits_;
  formats::Node record_;
  std::string record_path_;
  std::size_t values_ = 0;
  std::vector<std::pair<const char*, const std::string*>> reported_;
};

}  // namespace trellis::mapping
