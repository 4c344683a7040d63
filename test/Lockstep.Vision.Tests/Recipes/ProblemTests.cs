using System.Text;
using Lockstep.Recipes;

namespace Lockstep.Vision.Tests.Recipes;

/// <summary>Well-formed recipes that say something wrong: every message with its place.</summary>
public sealed class ProblemTests
{
    private const string AllKeys =
        "kind, seed, seeds, dataset, data, split, sampler, model, loss, optimizer, schedule, train, augment, loader, checkpoint, ledger, determinism, threads, "
        + "device, precision, memory_format, tolerance, tag, invariants";

    [Theory]
    [InlineData(
        "kind: command",
        "7: kind: it runs a command, and trains nothing of Lockstep's. Run it with 'lockstep exec --recipe FILE'; "
        + "with --dry-run that checks it, with --twice it says whether the command repeats itself.")]
    [InlineData("kind: 3", "7: kind: expected one of train, found 3.")]
    [InlineData("trian: {}", "1: unknown key 'trian'. Did you mean 'train'? Valid here: " + AllKeys + ".")]
    [InlineData("lr: 0.1", "1: unknown key 'lr'. Did you mean 'train.lr'? Valid here: " + AllKeys + ".")]
    [InlineData("zzz: 0.1", "1: unknown key 'zzz'. Valid here: " + AllKeys + ".")]
    [InlineData("'': 0.1", "1: unknown key ''. Valid here: " + AllKeys + ".")]
    [InlineData(
        "train: {batchsize: 2}",
        "9: unknown key 'batchsize' in 'train'. Did you mean 'batch_size'? Valid here: batch_size, epochs, lr, accumulate, drop_last, clip_grad_norm, "
        + "early_stopping, ema.")]
    [InlineData(
        "train: {seed: 2}",
        "9: unknown key 'seed' in 'train'. Did you mean 'seed' at the top level? Valid here: batch_size, epochs, lr, accumulate, drop_last, clip_grad_norm, "
        + "early_stopping, ema.")]
    [InlineData("sampler: {name: shuffled, batch_size: 2}", "27: unknown key 'batch_size' in 'sampler'. Did you mean 'train.batch_size'? Valid here: name.")]
    [InlineData("loader: {name: fast}", "10: unknown key 'name' in 'loader'. Valid here: workers, prefetch, cache, cache_bytes.")]
    [InlineData("model: {nam: linear}", "9: unknown key 'nam' in 'model'. Did you mean 'name'? Valid here: name, stem, weights, sha256, freeze.")]
    [InlineData("optimizer: {name: adam, momentum: 0.9}", "25: 'momentum' belongs to sgd and rmsprop; adam has weight_decay, no_decay, betas, eps.")]
    [InlineData("optimizer: {name: sgd, eps: 0.9}", "24: 'eps' belongs to adam and adamw and rmsprop; sgd has weight_decay, no_decay, momentum, nesterov.")]
    [InlineData(
        "optimizer: {name: adan, epz: 0.9}",
        "19: optimizer.name: unknown name 'adan'. Did you mean 'adam'? Valid here: adam, adamw, sgd, rmsprop.",
        "25: unknown key 'epz' in 'optimizer'. Did you mean 'eps'? Valid here: name, weight_decay, no_decay, betas, eps, momentum, nesterov, alpha, centered.")]
    [InlineData("model: resnet81", "8: model: unknown name 'resnet81'. Did you mean 'resnet18'? Valid here: linear, mlp, small-cnn, resnet18, resnet34, "
        + "resnet50, vgg11_bn, mobilenet_v2, efficientnet_b0, convnext_tiny, vit_tiny, vit_small, torchscript.")]
    [InlineData(
        "memory_format: Channels-Last",
        "16: memory_format: unknown name 'Channels-Last'. Did you mean 'channels_last'? Valid here: channels_last, contiguous.")]
    [InlineData("device: true", "9: device: expected one of cpu, cuda, found true.")]
    public void An_unknown_name_comes_with_the_nearest(string line, params string[] expected) => AssertOnLine2(line, expected);

    [Theory]
    [InlineData("train: {batch_size: many}", "21: train.batch_size: expected a whole number from 1 to 65536, found the text 'many'.")]
    [InlineData("train: {batch_size: '64'}", "21: train.batch_size: expected a whole number from 1 to 65536, found the text '64'. Remove the quotes: 64.")]
    [InlineData("train: {batch_size: 64.0}", "21: train.batch_size: expected a whole number from 1 to 65536, found 64.0. Write 64.")]
    [InlineData("train: {batch_size: [64]}", "21: train.batch_size: expected a whole number from 1 to 65536, found a list of one value.")]
    [InlineData("train: {batch_size: {a: 1}}", "21: train.batch_size: expected a whole number from 1 to 65536, found a mapping with 'a'.")]
    [InlineData("train: {batch_size: }", "21: train.batch_size: expected a whole number from 1 to 65536, found nothing.")]
    [InlineData(
        "sampler: {name: weighted, weights: [1, 2]}",
        "36: sampler.weights: expected a mapping of class names, each a number from 0 to 1000000, found a list of 2 values.")]
    [InlineData("sampler: {name: weighted, weights: {cat: -1}}", "42: sampler.weights.cat: expected a number from 0 to 1000000, found -1.")]
    [InlineData("sampler: {name: repeated, times: 0}", "34: sampler.times: expected a whole number from 1 to 1024, found 0.")]
    [InlineData("train: 5", "8: train: expected a mapping of batch_size, epochs, lr, accumulate, drop_last, clip_grad_norm, early_stopping, ema, found 5.")]
    [InlineData("train: {lr: '.1'}", "13: train.lr: expected a number above 0, found the text '.1'. Remove the quotes: .1.")]
    [InlineData("split: {stratify: yes}", "19: split.stratify: expected true or false, found the text 'yes'.")]
    [InlineData("split: {stratify: 1}", "19: split.stratify: expected true or false, found 1.")]
    [InlineData(
        "optimizer: [sgd]",
        "12: optimizer: expected the name of an optimizer (adam, adamw, sgd, rmsprop) or a mapping with 'name', found a list of one value.")]
    [InlineData("optimizer: 5", "12: optimizer: expected the name of an optimizer (adam, adamw, sgd, rmsprop) or a mapping with 'name', found 5.")]
    [InlineData("optimizer: {betas: 0.9}", "20: optimizer.betas: expected a list [beta1, beta2], each a number of at least 0 and below 1, found 0.9.")]
    [InlineData(
        "augment: {resize: big}",
        "19: augment.resize: expected a whole number from 1 to 16384 or a list [height, width], each a whole number from 1 to 16384, found the text 'big'.")]
    [InlineData("augment: {random_crop: 32}", "24: augment.random_crop: expected null or a mapping of size, padding, found 32.")]
    [InlineData(
        "augment: {resize: [1, 2, 3]}", "19: augment.resize: expected a list [height, width], each a whole number from 1 to 16384, found a list of 3 values.")]
    [InlineData("augment: {resize: [1, x]}", "23: augment.resize[1]: expected a whole number from 1 to 16384, found the text 'x'.")]
    [InlineData("augment: {normalize: 1}", "22: augment.normalize: expected null or a mapping of mean, std, found 1.")]
    [InlineData(
        "schedule: {name: multi_step, milestones: 3}",
        "42: schedule.milestones: expected a list, each a whole number of at least 1 and above the one before, found 3.")]
    [InlineData(
        "schedule: {name: multi_step, milestones: []}",
        "42: schedule.milestones: expected a list, each a whole number of at least 1 and above the one before, found an empty list.")]
    [InlineData("schedule: {name: multi_step, milestones: [1, x]}", "46: schedule.milestones[1]: expected a whole number of at least 1, found the text 'x'.")]
    [InlineData("optimizer: {no_decay: bias}", "23: optimizer.no_decay: expected a list of any of bias, norm, found the text 'bias'.")]
    [InlineData("optimizer: {no_decay: [bias, nrom]}", "30: optimizer.no_decay[1]: unknown name 'nrom'. Did you mean 'norm'? Valid here: bias, norm.")]
    [InlineData("optimizer: {no_decay: [norm, norm]}", "30: optimizer.no_decay[1]: 'norm' is in the list already. Remove it here.")]
    [InlineData(
        "loss: {class_weights: 2}", "23: loss.class_weights: expected balanced or a list of one weight a class, each a number from 1E-06 to 1000000, found 2.")]
    [InlineData("loss: {class_weights: balance}", "23: loss.class_weights: unknown name 'balance'. Did you mean 'balanced'? Valid here: balanced.")]
    [InlineData("loss: {class_weights: [1, 0]}", "27: loss.class_weights[1]: expected a number from 1E-06 to 1000000, found 0.")]
    [InlineData("loss: {name: focal, label_smoothing: 0.1}", "21: 'label_smoothing' belongs to cross_entropy; focal has gamma, alpha, class_weights.")]
    [InlineData("loss: {name: focal, alpha: 1.5}", "28: loss.alpha: expected a number from 0 to 1, found 1.5.")]
    [InlineData(
        "tag: 2026",
        "6: tag: expected a text of at most 40 letters, digits, '.' and '-' that begins with a letter or digit, found 2026. Put it in quotes: \"2026\".")]
    public void A_wrong_type_says_what_was_expected_and_found(string line, string expected) => AssertOnLine2(line, expected);

    [Theory]
    [InlineData("train: {batch_size: 0}", "21: train.batch_size: expected a whole number from 1 to 65536, found 0.")]
    [InlineData("precision: tf32", "12: precision: tf32 is of NVIDIA GPUs, and the device is cpu. Set 'device: cuda', or 'precision: float32'.")]
    [InlineData("train: {epochs: 99999999999999999999999}", "17: train.epochs: expected a whole number from 1 to 100000, found 99999999999999999999999.")]
    [InlineData("seed: -1", "7: seed: expected a whole number from 0 to 9007199254740991, found -1.")]
    [InlineData("seed: 9007199254740992", "7: seed: expected a whole number from 0 to 9007199254740991, found 9007199254740992.")]
    [InlineData("augment: {hflip_prob: 1.5}", "23: augment.hflip_prob: expected a number from 0 to 1, found 1.5.")]
    [InlineData("augment: {color_jitter: {hue: 0.6}}", "31: augment.color_jitter.hue: expected a number from 0 to 0.5, found 0.6.")]
    [InlineData("augment: {resize: 0}", "19: augment.resize: expected a whole number from 1 to 16384, found 0.")]
    [InlineData("augment: {random_crop: {padding: -1, size: [1, 1]}}", "34: augment.random_crop.padding: expected a whole number from 0 to 16384, found -1.")]
    [InlineData(
        "augment: {random_crop: {}}",
        "24: 'augment.random_crop.size' is missing: In pixels; a smaller image gets more black around it. Write 'size: …', a list [height, width], "
        + "each a whole number from 1 to 16384.")]
    [InlineData(
        "augment: {random_resized_crop: {size: [1, 1], scale: [0.5, 0.4]}}",
        "60: augment.random_resized_crop.scale[1]: expected at least augment.random_resized_crop.scale[0], 0.5, found 0.4.")]
    [InlineData(
        "augment: {random_erasing: {scale: [0, 2]}}",
        "36: augment.random_erasing.scale[0]: expected a number above 0 and at most 1, found 0.",
        "39: augment.random_erasing.scale[1]: expected a number above 0 and at most 1, found 2.")]
    [InlineData("augment: {gaussian_blur: {kernel: 4}}", "35: augment.gaussian_blur.kernel: expected an odd whole number from 1 to 255, found 4.")]
    [InlineData("augment: {gaussian_blur: {kernel: 4.0}}", "35: augment.gaussian_blur.kernel: expected an odd whole number from 1 to 255, found 4.0.")]
    [InlineData("augment: {rotation_degrees: 181}", "29: augment.rotation_degrees: expected a number from 0 to 180, found 181.")]
    [InlineData(
        "schedule: {name: multi_step, milestones: [3, 3, 2]}",
        "46: schedule.milestones[1]: expected more than schedule.milestones[0], 3, found 3.",
        "49: schedule.milestones[2]: expected more than schedule.milestones[1], 3, found 2.")]
    [InlineData("schedule: {name: multi_step, milestones: [0, 2]}", "43: schedule.milestones[0]: expected a whole number of at least 1, found 0.")]
    [InlineData("schedule: {name: one_cycle, pct_start: 1.5}", "40: schedule.pct_start: expected a number from 0 to 1, found 1.5.")]
    [InlineData("schedule: {name: one_cycle, div_factor: 0.5}", "41: schedule.div_factor: expected a number of at least 1, found 0.5.")]
    [InlineData("schedule: {name: polynomial, power: 0}", "37: schedule.power: expected a number above 0, found 0.")]
    [InlineData("train: {accumulate: 0}", "21: train.accumulate: expected a whole number from 1 to 65536, found 0.")]
    [InlineData("train: {clip_grad_norm: 0}", "25: train.clip_grad_norm: expected a number above 0, found 0.")]
    [InlineData("train: {early_stopping: 3}", "25: train.early_stopping: expected null or a mapping of patience, min_delta, found 3.")]
    [InlineData("train: {early_stopping: {patience: 0}}", "36: train.early_stopping.patience: expected a whole number from 1 to 100000, found 0.")]
    [InlineData("train: {early_stopping: {min_delta: -1}}", "37: train.early_stopping.min_delta: expected a number of at least 0, found -1.")]
    [InlineData("train: {ema: {decay: 1}}", "22: train.ema.decay: expected a number of at least 0 and below 1, found 1.")]
    [InlineData("augment: {posterize: {bits: 9}}", "29: augment.posterize.bits: expected a whole number from 1 to 8, found 9.")]
    [InlineData("augment: {solarize: {threshold: 257}}", "33: augment.solarize.threshold: expected a whole number from 0 to 256, found 257.")]
    [InlineData("augment: {interpolation: nearest}", "26: augment.interpolation: unknown name 'nearest'. Valid here: bilinear, bicubic.")]
    [InlineData("augment: {affine: {degrees: -1}}", "29: augment.affine.degrees: expected a number from 0 to 180, found -1.")]
    [InlineData("augment: {affine: {translate: [0, 1.1]}}", "35: augment.affine.translate[1]: expected a number from 0 to 1, found 1.1.")]
    [InlineData("augment: {affine: {scale: [1, 0.9]}}", "31: augment.affine.scale[1]: expected at least augment.affine.scale[0], 1, found 0.9.")]
    [InlineData("augment: {affine: {scale: [0, 1]}}", "28: augment.affine.scale[0]: expected a number from 0.01 to 100, found 0.")]
    [InlineData("augment: {affine: {shear: [90, 0]}}", "28: augment.affine.shear[0]: expected a number of at least 0 and below 90, found 90.")]
    [InlineData("augment: {affine: {interpolation: bicubic}}", "35: augment.affine.interpolation: unknown name 'bicubic'. Valid here: nearest, bilinear.")]
    [InlineData("augment: {affine: {fill: [0, 0, 256]}}", "33: augment.affine.fill[2]: expected a whole number from 0 to 255, found 256.")]
    [InlineData("augment: {perspective: {distortion: 2}}", "37: augment.perspective.distortion: expected a number from 0 to 1, found 2.")]
    [InlineData("augment: {rand_augment: {magnitude: 31}}", "37: augment.rand_augment.magnitude: expected a whole number from 0 to 30, found 31.")]
    [InlineData("augment: {rand_augment: {operations: -1}}", "38: augment.rand_augment.operations: expected a whole number from 0 to 14, found -1.")]
    [InlineData("augment: {augmix: {severity: 0}}", "30: augment.augmix.severity: expected a whole number from 1 to 10, found 0.")]
    [InlineData("augment: {augmix: {depth: 0}}", "27: augment.augmix.depth: expected a whole number from 1 to 16, found 0.")]
    [InlineData("augment: {augmix: {alpha: .nan}}", "27: augment.augmix.alpha: expected a number from 0.001 to 1000, found .nan.")]
    [InlineData("augment: {mixup: {alpha: .nan}}", "26: augment.mixup.alpha: expected a number from 0.001 to 1000, found .nan.")]
    [InlineData("augment: {mixup: {alpha: 0}}", "26: augment.mixup.alpha: expected a number from 0.001 to 1000, found 0.")]
    [InlineData("augment: {cutmix: {prob: 1.5}}", "26: augment.cutmix.prob: expected a number from 0 to 1, found 1.5.")]
    [InlineData("augment: {mixup: 0.2}", "18: augment.mixup: expected null or a mapping of alpha, prob, found 0.2.")]
    [InlineData("augment: heavi", "10: augment.preset: unknown name 'heavi'. Did you mean 'heavy'? Valid here: none, light, heavy.")]
    [InlineData(
        "augment: {preset: heavi, hflip: 1}",
        "19: augment.preset: unknown name 'heavi'. Did you mean 'heavy'? Valid here: none, light, heavy.",
        "26: unknown key 'hflip' in 'augment'. Did you mean 'hflip_prob'? Valid here: preset, resize, interpolation, random_resized_crop, random_crop, "
        + "center_crop, hflip_prob, vflip_prob, rotation_degrees, affine, perspective, color_jitter, greyscale_prob, invert_prob, posterize, solarize, "
        + "sharpness, autocontrast_prob, equalize_prob, gaussian_blur, trivial_augment, rand_augment, augmix, normalize, random_erasing, mixup, cutmix.")]
    [InlineData("augment: {preset: heavy, random_erasing: {prob: 2}}", "49: augment.random_erasing.prob: expected a number from 0 to 1, found 2.")]
    [InlineData("split: {val: 1}", "14: split.val: expected a number above 0 and below 1, found 1.")]
    [InlineData("loss: {label_smoothing: 1}", "25: loss.label_smoothing: expected a number of at least 0 and below 1, found 1.")]
    [InlineData("schedule: {name: step, step_epochs: 1, gamma: 0}", "47: schedule.gamma: expected a number above 0 and at most 1, found 0.")]
    [InlineData("schedule: step", "11: 'schedule.step_epochs' is missing: Epochs between two steps. Write 'step_epochs: …', a whole number of at least 1.")]
    [InlineData("schedule: {step_epochs: 3}", "12: 'step_epochs' belongs to step; constant has warmup_epochs.")]
    [InlineData(
        "augment: {normalize: {mean: [0, 0, 0]}}",
        "22: 'augment.normalize.std' is missing: Of values from 0 to 1. Write 'std: …', a list [red, green, blue], each a number above 0.")]
    [InlineData(
        "optimizer: {name: sgd, nesterov: true}", "34: optimizer.nesterov: true needs a momentum above 0, found 0. Set 'optimizer.momentum', such as 0.9.")]
    [InlineData("tag: -x", "6: tag: expected a text of at most 40 letters, digits, '.' and '-' that begins with a letter or digit, found the text '-x'.")]
    public void An_impossible_value_says_what_is_possible(string line, params string[] expected) => AssertOnLine2(line, expected);

    [Theory]
    [InlineData(".nan")]
    [InlineData(".NaN")]
    [InlineData(".NAN")]
    [InlineData(".inf")]
    [InlineData("+.inf")]
    [InlineData("-.inf")]
    [InlineData(".Inf")]
    [InlineData(".INF")]
    [InlineData("-.INF")]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("1e-999")]
    public void No_spelling_of_an_unusable_number_is_a_learning_rate(string number) =>
        AssertOnLine2($"train: {{lr: {number}}}", $"13: train.lr: expected a number above 0, found {number}.");

    [Theory]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("Infinity")]
    [InlineData("1_000")]
    [InlineData("0.1f")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("٣")]
    public void What_only_looks_like_a_number_is_text(string text) =>
        Assert.Equal(
            [$"config.yaml:3:7: train.lr: expected a number above 0, found the text '{text}'."],
            RecipeText.Problems($"dataset: d\ntrain:\n  lr: {text}\n"));

    [Fact]
    public void Every_problem_is_named_in_the_order_of_the_file()
    {
        var problems = RecipeText.Problems("device: gpu\ntrain:\n  lr: 0\n  epochs: 0\nfoo: 1\n", "seed=x");

        Assert.Equal(
            ["config.yaml:1:1", "config.yaml:1:9", "config.yaml:3:7", "config.yaml:4:11", "config.yaml:5:1", "--set seed=x"],
            problems.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void The_exception_carries_the_problems()
    {
        var problem = Assert.Single(RecipeText.Fails("dataset: d\nseed: x\n").Problems);

        Assert.Equal("config.yaml:2:7", problem.Where);
        Assert.StartsWith("seed: expected a whole number", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seed: 1\n", 1)]
    [InlineData("# first\n\nseed: 1\n", 3)]
    [InlineData("{}", 1)]
    public void A_missing_dataset_is_missed_where_the_recipe_begins(string yaml, int line) =>
        Assert.Equal(
            [$"config.yaml:{line}:1: 'dataset' is missing: The snapshot's folder. Write 'dataset: …', the path of a folder."], RecipeText.Problems(yaml));

    [Theory]
    [InlineData("dataset: ''\n", "found the text ''.")]
    [InlineData("dataset:\n", "found nothing.")]
    [InlineData("dataset: 5\n", "found 5. Put it in quotes: \"5\".")]
    [InlineData("dataset: \"a\\0b\"\n", "found the text 'a\\u0000b'.")]
    public void A_dataset_is_a_path(string yaml, string found) =>
        Assert.Equal([$"config.yaml:1:{(found == "found nothing." ? 9 : 10)}: dataset: expected the path of a folder, {found}"], RecipeText.Problems(yaml));

    [Fact]
    public void Columns_count_characters_not_bytes() =>
        Assert.Equal(
            ["config.json:1:26: seed: expected a whole number from 0 to 9007199254740991, found the text 'x'."],
            RecipeText.JsonProblems("{\"dataset\": \"é😀\",\"seed\":\"x\"}"));

    [Theory]
    [InlineData("{\"dataset\": \"d\",\n \"sed\": 1}", "2:2: unknown key 'sed'. Did you mean 'seed'?")]
    [InlineData(
        "{\"dataset\": \"d\",\r\n \"seed\": \"1\"}",
        "2:10: seed: expected a whole number from 0 to 9007199254740991, found the text '1'. Remove the quotes: 1.")]
    [InlineData("{\"dataset\": \"d\",\n \"dataset\": \"e\"}", "2:2: the key 'dataset' stands twice, on line 1 and on line 2. Remove one.")]
    [InlineData("{\"dataset\": \"d\", \"train\": {\"lr\": 1e999}}", "1:34: train.lr: expected a number above 0, found 1e999.")]
    [InlineData("{\"<<\": {}, \"dataset\": \"d\"}", "1:2: unknown key '<<'.")]
    public void JSON_is_held_to_the_same_rules(string json, string expected) =>
        Assert.StartsWith($"config.json:{expected}", Assert.Single(RecipeText.JsonProblems(json)), StringComparison.Ordinal);

    [Fact]
    public void A_mistake_behind_an_alias_is_shown_where_it_is_written() =>
        Assert.Equal(
            ["config.yaml:2:37: augment.normalize.std[0]: expected a number above 0, found 0."],
            RecipeText.Problems("dataset: d\naugment: {normalize: {mean: &three [0, 1, 1], std: *three}}\n"));

    [Fact]
    public void Foreign_text_cannot_break_the_lines_of_a_message()
    {
        var longText = new string('x', 5000);

        var problems = RecipeText.Problems($"dataset: d\ntag: \"a\\nb\\e\"\n\"q\\nr\": 1\ndevice: {longText}\n");

        Assert.Equal(3, problems.Length);
        Assert.All(problems, line => Assert.InRange(line.Length, 1, 400));
        Assert.Contains("'a\\u000ab\\u001b'", problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_shown_with_their_place()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("dataset: d\ntag: \u00e9"), 0xFF];

        var exception = Assert.Throws<RecipeException>(() => RecipeReader.Resolve("config.yaml", bytes, [], 1, RecipeText.BuiltIn));

        Assert.Equal("config.yaml:2:7: the byte 0xFF is not UTF-8. Save the file as UTF-8.", exception.Message);
    }

    private static void AssertOnLine2(string line, params string[] expected) =>
        Assert.Equal(expected.Select(problem => $"config.yaml:2:{problem}"), RecipeText.Problems($"dataset: d\n{line}\n"));
}
