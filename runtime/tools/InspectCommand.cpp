//===- InspectCommand.cpp - cnn-run inspect -------------------------------===//
#include "runtime/Model.h"
#include "runtime/tools/Commands.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

namespace cnn::runtime {

namespace {

struct InspectCommand {
  std::string model;
  bool json = false;

  int run();
};

using Json = nlohmann::ordered_json;

const char *initializerName(int32_t kind) {
  switch (kind) {
  case CNN_INITIALIZER_CONSTANT:
    return "constant";
  case CNN_INITIALIZER_UNIFORM:
    return "uniform";
  case CNN_INITIALIZER_NORMAL:
    return "normal";
  case CNN_INITIALIZER_IMAGE:
    return "stored";
  }
  return "unknown";
}

Json toJson(const cnn_tensor_info &tensor) {
  return {{"name", tensor.name},
          {"type", elementName(tensor.element_type)},
          {"shape", shapeOf(tensor)},
          {"bytes", tensor.bytes}};
}

Json toJson(const Model &loaded) {
  const cnn_model &model = loaded.table();
  Json json = {{"name", model.name},
               {"target", model.target},
               {"compiler", model.compiler},
               {"abi_version", model.abi_version},
               {"batch", model.batch},
               {"parameter_bytes", model.parameter_bytes},
               {"arena_bytes", model.arena_bytes},
               {"stored_bytes", model.image_bytes},
               {"entries", Json::array()},
               {"parameters", Json::array()}};
  for (uint32_t index = 0; index < model.entry_count; ++index) {
    const cnn_entry_info &entry = model.entries[index];
    Json item = {{"name", entry.name},
                 {"batch", entry.batch},
                 {"changes_parameters", entry.changes_parameters != 0},
                 {"inputs", Json::array()},
                 {"outputs", Json::array()},
                 {"arena_bytes", entry.arena_bytes},
                 {"launches", Json::array()}};
    for (uint32_t number = 0; number < entry.input_count; ++number)
      item["inputs"].push_back(toJson(entry.inputs[number]));
    for (uint32_t number = 0; number < entry.output_count; ++number)
      item["outputs"].push_back(toJson(entry.outputs[number]));
    for (uint32_t number = 0; number < entry.launch_count; ++number) {
      const cnn_launch_info &launch = entry.launches[number];
      item["launches"].push_back({{"kernel", launch.kernel},
                                  {"layers", launch.layers},
                                  {"algorithms", launch.algorithms},
                                  {"operations", launch.operations},
                                  {"bytes", launch.bytes}});
    }
    json["entries"].push_back(item);
  }
  for (uint32_t index = 0; index < model.parameter_count; ++index) {
    const cnn_parameter_info &parameter = model.parameters[index];
    Json item = toJson(parameter.tensor);
    item["trainable"] = parameter.trainable != 0;
    item["initializer"] = initializerName(parameter.initializer);
    json["parameters"].push_back(item);
  }
  if (std::optional<std::string> missed = loaded.missedTarget())
    json["missed_target"] = *missed;
  return json;
}

unsigned long long number(uint64_t value) { return value; }

void print(const Model &loaded) {
  const cnn_model &model = loaded.table();
  std::printf("model       %s\n", model.name);
  std::printf("compiler    %s\n", model.compiler);
  std::printf("target      %s", model.target);
  if (std::optional<std::string> missed = loaded.missedTarget())
    std::printf(" (compiled for %s, which this process cannot run)", missed->c_str());
  std::printf("\n");
  std::printf("batch       %u\n", model.batch);
  std::printf("parameters  %llu bytes, %llu of them stored in the object\n",
              number(model.parameter_bytes), number(model.image_bytes));
  std::printf("arena       %llu bytes\n", number(model.arena_bytes));
  for (uint32_t index = 0; index < model.entry_count; ++index) {
    const cnn_entry_info &entry = model.entries[index];
    uint64_t operations = 0;
    for (uint32_t launch = 0; launch < entry.launch_count; ++launch)
      operations += entry.launches[launch].operations;
    std::printf("\nentry %s: batch %u, arena %llu bytes, %u launches, %llu operations%s\n", entry.name,
                entry.batch, number(entry.arena_bytes), entry.launch_count, number(operations),
                entry.changes_parameters ? ", changes parameters" : "");
    for (uint32_t input = 0; input < entry.input_count; ++input)
      std::printf("  input   %-24s %s\n", entry.inputs[input].name,
                  describe(entry.inputs[input]).c_str());
    for (uint32_t output = 0; output < entry.output_count; ++output)
      std::printf("  output  %-24s %s\n", entry.outputs[output].name,
                  describe(entry.outputs[output]).c_str());
    for (const cnn_launch_info *launch = entry.launches; launch < entry.launches + entry.launch_count; ++launch)
      std::printf("  launch  %-24s %llu operations, %llu bytes%s%s: %s\n", launch->kernel,
                  number(launch->operations), number(launch->bytes), *launch->algorithms ? ", " : "",
                  launch->algorithms, launch->layers);
  }
  std::printf("\nparameters\n");
  uint64_t trainable = 0;
  for (uint32_t index = 0; index < model.parameter_count; ++index) {
    const cnn_parameter_info &parameter = model.parameters[index];
    if (parameter.trainable)
      trainable += elementCount(shapeOf(parameter.tensor));
    std::printf("  %-32s %-28s %s, %s\n", parameter.tensor.name,
                describe(parameter.tensor).c_str(), parameter.trainable ? "trainable" : "state",
                initializerName(parameter.initializer));
  }
  std::printf("  %llu trainable values\n", number(trainable));
}

int InspectCommand::run() {
  Model loaded = Model::load(model);
  if (json)
    std::printf("%s\n", toJson(loaded).dump(2).c_str());
  else
    print(loaded);
  return 0;
}

} // namespace

void addInspectCommand(CLI::App &app, Action &action) {
  auto command = std::make_shared<InspectCommand>();
  CLI::App *sub = app.add_subcommand("inspect", "Show what is inside a compiled model");
  sub->description("Show what is inside a compiled model: its target and batch, its entries with their\n"
                   "inputs, outputs and kernel launches, its parameters and the memory it takes.\n\n"
                   "Example:\n"
                   "  cnn-run inspect lenet5.so");
  sub->add_option("model", command->model, "The compiled model, NAME.so")
      ->required()
      ->type_name("MODEL");
  sub->add_flag("--json", command->json, "Print JSON");
  sub->callback([command, &action] { action = [command] { return command->run(); }; });
}

} // namespace cnn::runtime
