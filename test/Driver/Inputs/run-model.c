/* Runs every entry of a model three times on made-up inputs and prints the last outputs, one a line. */
#include <cnn/model.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static void *make_input(const cnn_tensor_info *tensor) {
  uint32_t *words = malloc(tensor->bytes);
  for (uint64_t i = 0; i < tensor->bytes / 4; ++i) {
    int32_t number = (int32_t)(i * 37 % 101);
    float value = (float)number / 101.0f - 0.5f;
    if (tensor->element_type == CNN_FLOAT32)
      ((float *)words)[i] = value;
    else
      ((int32_t *)words)[i] = number % 10;
  }
  return words;
}

static int run(const cnn_model *model, cnn_session *session, uint32_t index) {
  const cnn_entry_info *entry = &model->entries[index];
  const void *inputs[8];
  void *outputs[8];
  for (uint32_t i = 0; i < entry->input_count; ++i)
    inputs[i] = make_input(&entry->inputs[i]);
  for (uint32_t i = 0; i < entry->output_count; ++i)
    outputs[i] = malloc(entry->outputs[i].bytes);
  for (int step = 0; step < 3; ++step)
    if (model->run(session, index, inputs, outputs) != CNN_OK) {
      fprintf(stderr, "%s\n", model->last_error(session));
      return 1;
    }
  for (uint32_t i = 0; i < entry->output_count; ++i)
    for (uint64_t at = 0; at < entry->outputs[i].bytes / 4; ++at)
      if (entry->outputs[i].element_type == CNN_FLOAT32)
        printf("%s %.9g\n", entry->name, (double)((float *)outputs[i])[at]);
      else
        printf("%s %d\n", entry->name, ((int32_t *)outputs[i])[at]);
  return 0;
}

int main(int argc, char **argv) {
  void *object = argc == 3 ? dlopen(argv[1], RTLD_NOW) : NULL;
  const cnn_model *model = object ? dlsym(object, "cnn_model") : NULL;
  if (!model) {
    fprintf(stderr, "expected a model and a number of threads: %s\n", dlerror());
    return 1;
  }
  cnn_parameters *parameters;
  cnn_session *session;
  if (model->create_parameters(model, &parameters) != CNN_OK ||
      model->create_session(model, parameters, (uint32_t)atoi(argv[2]), &session) != CNN_OK)
    return 1;
  for (uint32_t index = 0; index < model->entry_count; ++index)
    if (run(model, session, index))
      return 1;
  model->destroy_session(session);
  model->destroy_parameters(parameters);
  return 0;
}
