/* Two models in one program: the same network twice, under two names; one of them trains. */
#include "other.h"
#include "small.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Threads of this process. */
static int thread_count(void) {
  int count = -2; /* . and .. */
  DIR *tasks = opendir("/proc/self/task");
  while (tasks && readdir(tasks))
    ++count;
  if (tasks)
    closedir(tasks);
  return count;
}

static float images[SMALL_BATCH * 8 * 8];
static int32_t labels[SMALL_BATCH];

int main(void) {
  small first;
  other second;
  static float weight[4 * 1 * 3 * 3], scores[SMALL_BATCH * 3], again[3];
  float loss = 0.0f, before = 0.0f;
  int32_t correct = 0;
  int i;
  cnn_status status = small_create(&first, 3);
  if (status == CNN_OK)
    status = other_create(&second, 2);
  if (status != CNN_OK)
    return 1;
  /* They share their threads; the caller is one. */
  printf("%d threads\n", thread_count());
  for (i = 0; i < SMALL_BATCH * 64; ++i)
    images[i] = (float)(i * 37 % 101) / 101.0f;
  for (i = 0; i < SMALL_BATCH; ++i)
    labels[i] = i % 3;

  /* Values go from one model to the other in the author's order. */
  for (i = 0; i < 36; ++i)
    weight[i] = (float)i / 36.0f - 0.4f;
  status = small_set_parameter(&first, small_parameter_conv_weight, weight, sizeof weight);
  memset(weight, 0, sizeof weight);
  if (status == CNN_OK)
    status = small_get_parameter(&first, small_parameter_conv_weight, weight, sizeof weight);
  if (status == CNN_OK)
    status = other_set_parameter(&second, other_parameter_conv_weight, weight, sizeof weight);
  if (status == CNN_OK)
    status = small_infer(&first, SMALL_BATCH, images, scores);
  if (status == CNN_OK)
    status = other_infer(&second, 1, images, again);
  if (status != CNN_OK)
    return 1;
  for (i = 0; i < 3; ++i)
    if (scores[i] - again[i] > 1e-5f || again[i] - scores[i] > 1e-5f)
      return 1;
  printf("same scores %f %f %f\n", (double)scores[0], (double)scores[1], (double)scores[2]);

  for (i = 0; i < 20 && status == CNN_OK; ++i) {
    status = small_train_step(&first, images, labels, &loss, &correct);
    if (i == 0)
      before = loss;
  }
  if (status != CNN_OK) {
    printf("%s\n", small_last_error(&first));
    return 1;
  }
  printf(loss < before ? "the loss fell\n" : "the loss rose\n");
  /* A wrong size is a status, not a crash. */
  if (small_set_parameter(&first, small_parameter_conv_bias, weight, 7) != CNN_INVALID_ARGUMENT)
    return 1;
  other_destroy(&second);
  small_destroy(&first);
  return 0;
}
