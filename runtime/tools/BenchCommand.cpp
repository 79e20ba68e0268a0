//===- BenchCommand.cpp - cnn-run bench -----------------------------------===//
#include "runtime/ModelNames.h"
#include "runtime/Session.h"
#include "runtime/TensorBuffers.h"
#include "runtime/tools/Commands.h"
#include "runtime/tools/Machine.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace cnn::runtime {

namespace {

struct BenchCommand {
  ModelOptions model;
  std::vector<std::string> entries;
  double seconds = 1;
  unsigned runs = 5;
  bool json = false, layers = false;

  int run();
};

/// Times of one entry, in seconds.
struct Timing {
  std::vector<double> runs;     // sorted
  std::vector<double> launches; // the shortest of each launch

  double minimum() const { return runs.front(); }
  double median() const { return runs[runs.size() / 2]; }
};

/// Fills a float input with fixed numbers in [0, 1), as images have; labels are 0.
void fillInput(const cnn_tensor_info &input, void *data) {
  if (input.element_type != CNN_FLOAT32)
    return;
  uint32_t state = 1;
  for (uint64_t index = 0; index < input.bytes / sizeof(float); ++index) {
    state = state * 1664525u + 1013904223u;
    static_cast<float *>(data)[index] = static_cast<float>(state >> 8) / (1u << 24);
  }
}

Timing measure(Session &session, uint32_t entryIndex, const BenchCommand &command) {
  using Clock = std::chrono::steady_clock;
  const cnn_entry_info &entry = session.model().entry(entryIndex);
  TensorBuffers inputs(entry.inputs, entry.input_count);
  TensorBuffers outputs(entry.outputs, entry.output_count);
  for (uint32_t index = 0; index < entry.input_count; ++index)
    fillInput(entry.inputs[index], inputs.get<void>(index));

  Timing timing;
  auto repeat = [&](auto &&record) {
    session.run(entryIndex, inputs.constPointers(), outputs.pointers()); // warms the caches
    Clock::time_point begin = Clock::now(), last = begin;
    for (unsigned done = 0;
         done < command.runs || std::chrono::duration<double>(last - begin).count() < command.seconds;
         ++done) {
      session.run(entryIndex, inputs.constPointers(), outputs.pointers());
      Clock::time_point now = Clock::now();
      record(std::chrono::duration<double>(now - last).count());
      last = now;
    }
  };
  repeat([&](double seconds) { timing.runs.push_back(seconds); });
  std::sort(timing.runs.begin(), timing.runs.end());

  // The launches are timed in runs of their own, since looking takes time too.
  if (command.layers) {
    timing.launches.assign(entry.launch_count, std::numeric_limits<double>::infinity());
    // A launch that runs for each part of the batch is reported as often.
    std::vector<double> run(entry.launch_count, 0);
    auto observe = [](void *data, uint32_t launch, uint64_t nanoseconds) {
      auto &launches = *static_cast<std::vector<double> *>(data);
      if (launch < launches.size())
        launches[launch] += 1e-9 * static_cast<double>(nanoseconds);
    };
    session.setObserver(observe, &run);
    repeat([&](double) {
      for (size_t launch = 0; launch < run.size(); ++launch)
        timing.launches[launch] = std::min(timing.launches[launch], std::exchange(run[launch], 0));
    });
    session.setObserver(nullptr, nullptr);
  }
  return timing;
}

double rate(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

/// The part of the machine's best that a launch reaches, 1 for all of it.
double partOfBound(const cnn_launch_info &launch, double seconds, const Machine &machine) {
  return rate(machine.leastSeconds(launch.operations, launch.bytes), seconds);
}

nlohmann::ordered_json toJson(const cnn_entry_info &entry, const Timing &timing, double operations,
                              uint32_t batch, const std::optional<Machine> &machine) {
  nlohmann::ordered_json json = {{"name", entry.name},
                                 {"runs", timing.runs.size()},
                                 {"minimum_seconds", timing.minimum()},
                                 {"median_seconds", timing.median()},
                                 {"images_per_second", rate(batch, timing.minimum())},
                                 {"operations", operations},
                                 {"gflops", 1e-9 * rate(operations, timing.minimum())}};
  for (size_t index = 0; index < timing.launches.size(); ++index) {
    const cnn_launch_info &launch = entry.launches[index];
    double seconds = timing.launches[index];
    json["launches"].push_back(
        {{"kernel", launch.kernel},
         {"layers", launch.layers},
         {"algorithms", launch.algorithms},
         {"minimum_seconds", seconds},
         {"operations", launch.operations},
         {"bytes", launch.bytes},
         {"gflops", 1e-9 * rate(static_cast<double>(launch.operations), seconds)},
         {"gigabytes_per_second", 1e-9 * rate(static_cast<double>(launch.bytes), seconds)},
         {"least_seconds", machine->leastSeconds(launch.operations, launch.bytes)},
         {"of_bound", partOfBound(launch, seconds, *machine)}});
  }
  return json;
}

void print(const cnn_entry_info &entry, const Timing &timing, double operations, uint32_t batch,
           const std::optional<Machine> &machine) {
  std::printf("%-12s minimum %10.3f ms  median %10.3f ms  %9.0f images/s  %8.2f GFLOP/s  (%zu runs)\n",
              entry.name, 1e3 * timing.minimum(), 1e3 * timing.median(),
              rate(batch, timing.minimum()), 1e-9 * rate(operations, timing.minimum()),
              timing.runs.size());
  if (timing.launches.empty())
    return;
  std::printf("  %10s %6s %9s %9s %9s  %s\n", "ms", "share", "GFLOP/s", "GB/s", "of bound",
              "kernel: layers");
  double total = 0;
  for (double seconds : timing.launches)
    total += seconds;
  for (size_t index = 0; index < timing.launches.size(); ++index) {
    const cnn_launch_info &launch = entry.launches[index];
    double seconds = timing.launches[index];
    std::printf("  %10.4f %4.0f %% %9.2f %9.2f %7.0f %%  %s%s%s: %s\n", 1e3 * seconds,
                100 * rate(seconds, total),
                1e-9 * rate(static_cast<double>(launch.operations), seconds),
                1e-9 * rate(static_cast<double>(launch.bytes), seconds),
                100 * partOfBound(launch, seconds, *machine), launch.kernel, *launch.algorithms ? ", " : "",
                launch.algorithms, launch.layers);
  }
}

int BenchCommand::run() {
  Session session(Parameters(loadModel(model.model)), model.threads);
  const cnn_model &table = session.model().table();
  std::vector<uint32_t> chosen;
  for (const std::string &name : entries)
    chosen.push_back(session.model().entryIndex(name));
  if (entries.empty())
    for (uint32_t index = 0; index < table.entry_count; ++index)
      chosen.push_back(index);

  nlohmann::ordered_json report = {{"model", table.name},
                                   {"target", table.target},
                                   {"batch", table.batch},
                                   {"threads", model.threads}};
  if (!json)
    std::printf("%s for %s, batch %u\n", table.name, table.target, table.batch);
  std::optional<Machine> machine;
  if (layers) {
    machine = measureMachine(model.threads);
    double gflops = 1e-9 * machine->operationsPerSecond, gigabytes = 1e-9 * machine->bytesPerSecond;
    report["peak_gflops"] = gflops;
    report["peak_gigabytes_per_second"] = gigabytes;
    if (!json)
      std::printf("machine      %.1f GFLOP/s of multiply-adds, %.1f GB/s from memory\n", gflops, gigabytes);
  }
  report["entries"] = nlohmann::ordered_json::array();
  for (uint32_t index : chosen) {
    const cnn_entry_info &entry = table.entries[index];
    // A rate of 0 keeps the repeated training step from running off to infinity.
    session.parameters().setScalar(learningRateParameter, 0.0f);
    Timing timing = measure(session, index, *this);
    double operations = 0;
    for (uint32_t launch = 0; launch < entry.launch_count; ++launch)
      operations += static_cast<double>(entry.launches[launch].operations);
    if (json)
      report["entries"].push_back(toJson(entry, timing, operations, entry.batch, machine));
    else
      print(entry, timing, operations, entry.batch, machine);
  }
  if (json)
    std::printf("%s\n", report.dump(2).c_str());
  return 0;
}

} // namespace

void addBenchCommand(CLI::App &app, Action &action) {
  auto command = std::make_shared<BenchCommand>();
  CLI::App *sub = app.add_subcommand("bench", "Measure how fast a model runs");
  sub->description(
      "Measure how fast a model runs: the shortest and the median time of each entry on fixed\n"
      "made-up inputs, and from the shortest its rate.\n\n"
      "Example: where does the time go?\n"
      "  cnn-run bench lenet5.so --threads 2 --layers\n\n"
      "With --layers the machine is measured too, on as many threads: its multiply-adds in a second and\n"
      "the bytes that it reads from memory in a second. A launch's bound is the time that its operations\n"
      "or its bytes, whichever is longer, take at these rates; \"of bound\" is that time as a part of the\n"
      "launch's. Operations are counted as direct sums, bytes as if each operand came from memory once:\n"
      "Winograd's algorithm, matrix tiles and operands in a cache can exceed 100 %.");
  addModelOptions(*sub, command->model);
  sub->add_option("--entry", command->entries, "Only this entry (infer, train_step); may repeat")
      ->type_name("NAME")
      ->allow_extra_args(false);
  sub->add_option("--seconds", command->seconds, "Run each entry for at least so long; default 1")
      ->check(notNegative)
      ->type_name("S");
  sub->add_option("--runs", command->runs, "Run each entry at least so many times; default 5")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  sub->add_flag("--layers", command->layers,
                "Show each kernel launch too, and what part of the machine's best it reaches");
  sub->add_flag("--json", command->json, "Print JSON");
  sub->callback([command, &action] { action = [command] { return command->run(); }; });
}

} // namespace cnn::runtime
