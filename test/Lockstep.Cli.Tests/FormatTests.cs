using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

/// <summary>Training and listing from every form that labelled images come in.</summary>
public sealed class FormatTests
{
    private const string Needed = "set LOCKSTEP_TEST_DATA to a folder that holds";

    /// <summary>The path of a real data set.</summary>
    private static string RealData(string name)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("LOCKSTEP_TEST_DATA") ?? "/nonexistent", name);
        Assert.SkipUnless(Directory.Exists(folder), $"needs real data: {Needed} {name}/");
        return folder;
    }

    private static void DemandPython() =>
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/numpy"), "needs numpy: install python3-torch, which brings it");

    /// <summary>The first records of CIFAR-10's batches.</summary>
    private static async Task<Workplace> WithCifarAsync(int perBatch)
    {
        var source = RealData("cifar-10-batches-bin");
        var place = new Workplace();
        await place.ShellAsync($"mkdir cifar && cp '{source}/batches.meta.txt' cifar/ && for f in data_batch_1 data_batch_2 test_batch; "
            + $"do head -c {3073 * perBatch} '{source}'/$f.bin > cifar/$f.bin; done");
        return place;
    }

    [Fact]
    public async Task Trains_on_CIFAR_10_twice_to_the_same_bits()
    {
        using var place = await WithCifarAsync(perBatch: 200);
        await place.JsonAsync(0, "data", "seal", "cifar");
        var run = await place.JsonAsync(
            0, "train", "recipe.yaml", "--set", "dataset=cifar", "--set", "augment.hflip_prob=0.5", "--set",
            "augment.random_crop={size: [32, 32], padding: 4}");
        var again = await place.JsonAsync(0, "rerun", run.Text("run"));
        Assert.Equal("identical", again.Text("verdict"));
        Assert.Equal(run.Text("resultId"), again.Text("resultId"));
        var data = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Text("folder"), "locks", "data.json")));
        Assert.Equal(
            """{"format":"cifar","layout":"cifar-10","train":321,"val":79,"test":200}""", Without(data?["relevant"]?["samples"], "classes", "splitSha256"));
    }

    [Fact]
    public async Task Trains_on_MNIST_as_it_is_published_better_than_by_chance()
    {
        var mnist = RealData("mnist");
        using var place = new Workplace();
        var run = await place.JsonAsync(0, "train", "recipe.yaml", "--set", $"dataset={mnist}", "--set", "train.epochs=1", "--set", "train.batch_size=256");
        Assert.InRange(run["metrics"]!["valAccuracy"]!.GetValue<double>(), 0.85, 1);
    }

    [Fact]
    public async Task Trains_on_a_table_of_photographs_as_on_their_folders()
    {
        var flowers = RealData("flowers");
        using var place = new Workplace();
        await place.ShellAsync($$"""
            for s in train val; do for c in daisy roses; do mkdir -p folders/$s/$c
                ls -d '{{flowers}}'/$s/$c/*.jpg | sed -n 1,12p | xargs -I@ cp @ folders/$s/$c/; done; done
            mkdir -p table/all && cp folders/*/*/*.jpg table/all/
            echo 'path,label,split' > table/labels.csv
            (cd folders && find . -name '*.jpg' -printf '%P\n') | LC_ALL=C sort | awk -F/ '{print "all/" $3 "," $2 "," $1}' >> table/labels.csv
            """);
        string[] set = ["--set", "augment.resize=[32, 32]", "--set", "augment.hflip_prob=0.5"];
        var byFolder = await place.JsonAsync(0, ["train", "recipe.yaml", "--set", "dataset=folders", .. set]);
        var byTable = await place.JsonAsync(0, ["train", "recipe.yaml", "--set", "dataset=table", .. set]);
        Assert.NotEqual(byFolder.Text("lockId"), byTable.Text("lockId"));
        Assert.Equal(byFolder.Text("resultId"), byTable.Text("resultId"));
    }

    [Fact]
    public async Task Trains_on_COCO_annotations_as_on_the_same_folders_and_says_what_it_leaves_out()
    {
        using var place = new Workplace().WithDigits();
        var (images, annotations) = (new JsonArray(), new JsonArray());
        foreach (var path in Directory.EnumerateFiles(place.PathOf("digits"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var digit = int.Parse(Path.GetFileName(Path.GetDirectoryName(path))!, System.Globalization.CultureInfo.InvariantCulture);
            images.Add(new JsonObject { ["id"] = images.Count, ["file_name"] = $"{digit}/{Path.GetFileName(path)}", ["width"] = 8, ["height"] = 8 });
            annotations.Add(new JsonObject
            {
                ["id"] = annotations.Count,
                ["image_id"] = images.Count - 1,
                ["category_id"] = 10 * digit,
                ["bbox"] = new JsonArray(0, 0, 8, 8)
            });
        }

        var byFolder = await place.TrainedAsync();
        await place.ShellAsync("mkdir -p coco/annotations && cp -r digits coco/images && cp digits/0/0000.png coco/images/extra.png");
        var categories = new JsonArray([.. Enumerable.Range(0, 10).Reverse().Select(digit => new JsonObject { ["id"] = 10 * digit, ["name"] = $"{digit}" })]);
        File.WriteAllText(
            place.PathOf("coco/annotations.json"),
            new JsonObject { ["images"] = images, ["annotations"] = annotations, ["categories"] = categories }.ToJsonString());
        var run = await place.RunAsync("train", "recipe.yaml", "--set", "dataset=coco", "--name", "coco");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 image has no label, and is left out.", run.StandardError, StringComparison.Ordinal);
        Assert.Contains(byFolder.Text("resultId"), run.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_of_no_class_stops_before_any_training()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place.PathOf("cifar"));
        File.WriteAllBytes(place.PathOf("cifar/data_batch_1.bin"), [.. Enumerable.Repeat((byte)77, 3073)]);
        var result = await place.RunAsync("train", "recipe.yaml", "--set", "dataset=cifar");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("cifar/data_batch_1.bin#0: its label is 77", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, place.RunCount);
    }

    [Fact]
    public async Task The_index_of_CIFAR_10_agrees_with_Python()
    {
        DemandPython();
        using var place = await WithCifarAsync(perBatch: 1000);
        await place.JsonAsync(0, "data", "index", "cifar", "-o", "index.json");
        await place.ShellAsync("""
            /usr/bin/python3 - <<'END'
            import collections, json, numpy as np
            index = json.load(open("index.json"))
            names = open("cifar/batches.meta.txt").read().split()
            assert [c["name"] for c in index["classes"]] == names
            files = ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"]
            labels = {f: np.fromfile("cifar/" + f, np.uint8).reshape(-1, 3073)[:, 0] for f in files}
            assert [(s["id"], s["file"], s["record"], s["class"]) for s in index["samples"]] == [
                (i, f, r, int(c)) for i, (f, r, c) in enumerate((f, r, c) for f in files for r, c in enumerate(labels[f]))]
            assert all((s["split"] == "test") == (s["file"] == "test_batch.bin") for s in index["samples"])
            for number, c in enumerate(index["classes"]):
                found = collections.Counter(s["split"] for s in index["samples"] if s["class"] == number)
                assert (c["train"], c["val"], c["test"]) == (found["train"], found["val"], found["test"]), c
                assert c["count"] == sum(int((l == number).sum()) for l in labels.values()), c
            END
            """);
    }

    [Fact]
    public async Task The_index_of_MNIST_agrees_with_Python()
    {
        DemandPython();
        var mnist = RealData("mnist");
        using var place = new Workplace();
        var index = await place.JsonAsync(0, "data", "index", mnist);
        var counts = await place.ShellAsync($$"""
            /usr/bin/python3 - <<'END'
            import gzip, numpy as np
            train, test = (np.frombuffer(gzip.open("{{mnist}}/%s-labels-idx1-ubyte.gz" % s).read(), np.uint8)[8:] for s in ("train", "t10k"))
            print(" ".join("%d:%d:%d" % (c, (train == c).sum(), (test == c).sum()) for c in range(10)))
            END
            """);
        Assert.Equal(counts.Trim(), string.Join(
            ' ', ((JsonArray)index["classes"]!).Select(c => $"{c!["name"]}:{c["train"]!.GetValue<int>() + c["val"]!.GetValue<int>()}:{c["test"]}")));
        Assert.Equal(70_000, ((JsonArray)index["samples"]!).Count);
    }

    [Fact]
    public async Task An_index_has_the_same_bytes_each_time_and_the_split_of_the_run()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var answer = await place.JsonAsync(0, "data", "index", "digits", "--recipe", "recipe.yaml", "-o", "one.json");
        await place.ShellAsync($"test $(sha256sum one.json | cut -c-64) = {answer.Text("sha256")}");
        Assert.Equal(
            File.ReadAllText(place.PathOf("one.json")), (await place.RunAsync("data", "index", "digits", "--recipe", "recipe.yaml", "--json")).StandardOutput);

        var run = await place.JsonAsync(0, "train", "recipe.yaml");
        var index = JsonNode.Parse(File.ReadAllText(place.PathOf("one.json")))!;
        var names = ((JsonArray)index["classes"]!).Select(item => item!["name"]!.GetValue<string>()).ToArray();
        Assert.Equal(
            File.ReadAllLines(Path.Combine(run.Text("folder"), "locks", "samples.tsv")).Order(StringComparer.Ordinal),
            ((JsonArray)index["samples"]!)
                .Select(sample => $"{sample!["split"]}\t{names[sample["class"]!.GetValue<int>()]}\t{sample["file"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_index_is_made_only_of_what_the_manifest_says_and_outside_the_data_set()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        Assert.Equal(2, (await place.RunAsync("data", "index", "digits", "-o", "digits/index.json")).ExitCode);
        Assert.Equal(2, (await place.RunAsync("data", "index", "digits", "--format", "xls")).ExitCode);
        Assert.Equal(3, (await place.RunAsync("data", "index", "digits", "--format", "coco")).ExitCode);
        place.ChangeOneByte("digits/3/0003.png");
        Assert.Equal(1, (await place.RunAsync("data", "index", "digits", "-o", "index.json")).ExitCode);
        Assert.False(File.Exists(place.PathOf("index.json")));
    }

    private static string Without(JsonNode? node, params string[] names)
    {
        var copy = Assert.IsType<JsonObject>(node?.DeepClone());
        foreach (var name in names)
        {
            Assert.True(copy.Remove(name));
        }

        return copy.ToJsonString();
    }
}
