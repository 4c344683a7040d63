using System.Text.Json.Nodes;

namespace Lockstep.Cli.Tests;

public sealed class DataTests
{
    private static string Example2(string program) => Path.Combine(AppContext.BaseDirectory, "fixtures", "example2", program);

    [Fact]
    public async Task The_ID_is_what_coreutils_give()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("cp digits/0/0000.png 'digits/0/a b\\c ü.png'");
        var sealedAs = await place.JsonAsync(0, "data", "seal", "digits");
        var listing = await place.ShellAsync("cd digits && find . -type f ! -path ./manifest.json -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | "
            + "sha256sum");
        Assert.Equal(listing[..64], sealedAs.Text("id"));
    }

    [Fact]
    public async Task A_manifest_of_the_specifications_program_is_accepted_and_ours_by_its_checker()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs Python 3: install python3");
        using var place = new Workplace().WithDigits();
        await place.ShellAsync(
            "mkdir data && mv digits data/cats-dogs-v1 && cd data/cats-dogs-v1 && for f in */*.png; do mv $f ${f%.png}.jpg; done && echo note > notes.txt");
        await place.ShellAsync($"/usr/bin/python3 '{Example2("write_manifest.py")}'");
        var theirs = await place.JsonAsync(0, "data", "verify", "data/cats-dogs-v1");
        Assert.Equal(80, theirs["files"]?.GetValue<int>());

        await place.JsonAsync(0, "data", "seal", "data/cats-dogs-v1");
        Assert.Contains("Dataset verified.", await place.ShellAsync($"/usr/bin/python3 '{Example2("verify_manifest.py")}'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seal_says_how_the_images_are_read_what_is_not_and_the_line_that_pins_it()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir -p d/Train d/.git && mv digits d/Test && cp -r d/Test/0 d/Test/1 d/Train && mv d/Test/1/0001.png d/Test/1/0001.heic && "
            + "cp -r d/Test/2 d/unlabeled && touch d/.git/HEAD && mv d digits");
        var result = await place.RunAsync("data", "seal", "digits");
        var id = await place.ShellAsync("jq -r .id digits/manifest.json | tr -d '\\n'");
        Assert.Contains("read as    folders: train from Train/, test from Test/; 10 classes, ", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains($"In a recipe: data: {{manifest: {id}}}\n", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("keep it for themselves: .git\n", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("warning: The folder unlabeled lies beside those that are read, and is left out with its 8 "
            + "images.\n", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("warning: 1 file ending in .heic is left out, in Test/1.", result.StandardError, StringComparison.Ordinal);

        Assert.Equal(2, (await place.JsonAsync(0, "recipe", "check", "recipe.yaml", "--set", $"data.manifest={id}"))["notes"]?.AsArray().Count);
        var other = await place.RunAsync("recipe", "check", "recipe.yaml", "--set", $"data.manifest={new string('f', 64)}");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("but the recipe asks for ffffff", other.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_difference_is_listed()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        place.ChangeOneByte("digits/1/0001.png");
        await place.ShellAsync("rm digits/2/0002.png && truncate -s 10 digits/3/0003.png && cp digits/4/0004.png digits/4/copy.png");
        var result = await place.RunAsync("data", "verify", "digits");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["1/0001.png has SHA-256", "2/0002.png is missing,", "3/0003.png is 10", "4/copy.png is there,", "4 findings against"],
            result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ').Take(3))));
    }

    [Fact]
    public async Task Every_file_that_can_not_be_read_is_listed_with_the_others()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("chmod 000 digits/1/0001.png digits/2 && rm digits/3/0003.png && chmod o+rx .");

        // Root reads everything; nobody does not.
        var asNobody = Environment.IsPrivilegedProcess
            ? "setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent XDG_CACHE_HOME=/nonexistent DOTNET_CLI_HOME=/tmp"
            : "";
        var output = await place.ShellAsync($"{asNobody} dotnet '{Workplace.Program}' data verify digits --json || [ $? = 1 ]; chmod u+rwx digits/2");
        var findings = Assert.IsType<JsonArray>(JsonNode.Parse(output)?["findings"]).Select(finding => $"{finding!["kind"]} {finding["relpath"]}").ToArray();
        Assert.Contains("unreadable 1/0001.png", findings);
        Assert.Contains("missing 3/0003.png", findings);
        Assert.Contains("unreadable 2/0012.png", findings);
    }

    [Fact]
    public async Task A_snapshot_shares_what_is_stored_and_its_versions_can_be_compared_listed_and_trained_on()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.JsonAsync(0, "data", "snapshot", "digits", "data/digits-v1");
        File.Copy(place.PathOf("digits/4/0004.png"), place.PathOf("digits/5/moved.png"));
        await place.ShellAsync("rm digits/4/0004.png && echo note > digits/notes.txt");
        place.ChangeOneByte("digits/3/0003.png");
        var second = await place.JsonAsync(0, "data", "snapshot", "digits", "data/digits-v2", "--from", "data/digits-v1", "--name", "digits");
        Assert.Equal((80, 2), (first["newContents"]?.GetValue<int>(), second["newContents"]?.GetValue<int>()));
        Assert.Equal("digits", second.Text("name"));

        var diff = await place.RunAsync("data", "diff", "data/digits-v1", "data/digits-v2");
        Assert.Equal(1, diff.ExitCode);
        Assert.Equal(
            [
                "added    notes.txt (5 bytes)", "changed  3/0003.png (140 bytes, now 140)", "renamed  4/0004.png to 5/moved.png",
                "class    4: 8 files, now 7", "class    5: 8 files, now 9",
            ],
            diff.StandardOutput.Split('\n')[..5]);
        Assert.Equal(0, (await place.RunAsync("data", "diff", "data/digits-v1", "data/digits-v1")).ExitCode);

        var listed = await place.JsonAsync(0, "data", "list");
        Assert.Equal(
            [first.Text("id"), second.Text("id")], Assert.IsType<JsonArray>(listed["snapshots"]).Select(snapshot => snapshot!["id"]!.GetValue<string>()));
        var gc = await place.JsonAsync(0, "data", "gc", "--yes");
        Assert.Equal(0, gc["objects"]?.GetValue<int>());
        Assert.Equal(
            "finished", (await place.JsonAsync(0, "train", "recipe.yaml", "--set", "dataset=data/digits-v2", "--set", "train.epochs=1")).Text("status"));
        await place.ShellAsync("chmod -R u+w data && rm -r data/digits-v1");
        Assert.Equal(1, (await place.JsonAsync(0, "data", "gc"))["objects"]?.GetValue<int>());
    }

    [Fact]
    public async Task A_split_file_decides_whatever_the_seed_and_is_recorded_with_the_run()
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        var split = await place.JsonAsync(0, "data", "split", "digits", "--val", "0.25", "--seed", "7", "--stratify", "-o", "digits.split.tsv");
        var before = File.ReadAllText(place.PathOf("digits.split.tsv"));
        await place.JsonAsync(0, "data", "split", "digits", "--val", "0.25", "--seed", "7", "--stratify", "-o", "digits.split.tsv");
        Assert.Equal(before, File.ReadAllText(place.PathOf("digits.split.tsv")));
        foreach (var seed in (string[])["seed=1", "seed=2"])
        {
            var answer = await place.JsonAsync(0, "train", "recipe.yaml", "--set", "split.file=digits.split.tsv", "--set", seed, "--set", "train.epochs=1");
            var locked = JsonNode.Parse(File.ReadAllText(Path.Combine(answer.Text("folder"), "locks", "data.json")));
            Assert.Equal(split.Text("sha256"), locked?["relevant"]?["samples"]?["splitSha256"]?.GetValue<string>());
            File.Move(place.PathOf("digits.split.tsv"), place.PathOf("away.tsv"));
            Assert.Equal("identical", (await place.JsonAsync(0, "rerun", answer.Text("run"))).Text("verdict"));
            File.Move(place.PathOf("away.tsv"), place.PathOf("digits.split.tsv"));
        }

        var missing = await place.RunAsync("train", "recipe.yaml", "--set", "split.file=none.tsv");
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("no file 'none.tsv'", missing.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_of_data_that_say_themselves_what_validates_says_the_same_and_that_no_option_had_a_say()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("mkdir -p parted && mv digits parted/train && cp -r parted/train parted/val && rm parted/val/*/*[13579].png");
        await place.JsonAsync(0, "data", "seal", "parted");
        var split = await place.RunAsync("data", "split", "parted", "--val", "0.5", "-o", "it.tsv");
        Assert.StartsWith("warning: parted says itself what validates, and the file says the same: --val, "
            + "--seed and --stratify have no say.\n", split.StandardError, StringComparison.Ordinal);
        var listed = File.ReadLines(place.PathOf("it.tsv")).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).ToArray();
        Assert.All(listed, line => Assert.StartsWith(line[0] + "/", line[^1], StringComparison.Ordinal));
        Assert.NotEqual(listed.Length / 2, listed.Count(line => line[0] == "val"));
    }

    [Theory]
    [InlineData("full", 1, "nothing was trained")]
    [InlineData("quick", 1, "nothing was trained")]
    [InlineData("while-reading", 3, "so the training stops here")]
    public async Task However_the_gate_checks_a_changed_file_stops_the_run_and_is_named(string verify, int exitCode, string words)
    {
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        Assert.Equal(0, (await place.RunAsync("train", "recipe.yaml", "--set", $"data.verify={verify}")).ExitCode);
        place.ChangeOneByte("digits/3/0003.png");
        var stopped = await place.RunAsync("train", "recipe.yaml", "--set", $"data.verify={verify}");
        Assert.Equal(exitCode, stopped.ExitCode);
        Assert.Contains("3/0003.png has SHA-256", stopped.StandardError + stopped.StandardOutput, StringComparison.Ordinal);
        Assert.Contains(words, stopped.StandardError + stopped.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_full_disk_a_snapshot_fails_leaves_nothing_and_works_once_there_is_room()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir src && for i in $(seq 100); do head -c 30000 /dev/urandom > src/$i.bin; done");
        var output = await place.ShellWithDiskAsync(megabytes: 2, $$"""
            cd disk
            code=0; dotnet '{{Workplace.Program}}' data snapshot ../src v1 2>&1 || code=$?; echo "exit $code"
            ls -A; find .lockstep -type f | xargs -r sha256sum |
                awk '{ split($2, part, "/"); if (part[2] == "objects" && part[3] part[4] != $1) print "bad object", $2 }'
            mount -o remount,size=9m none .
            dotnet '{{Workplace.Program}}' data snapshot ../src v1 > /dev/null && dotnet '{{Workplace.Program}}' data verify v1; echo "exit $?"
            """);
        Assert.Contains("error: ", output, StringComparison.Ordinal);
        Assert.Contains("o space left on device", output, StringComparison.Ordinal);
        Assert.Contains("exit 3\n.lockstep\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("bad object", output, StringComparison.Ordinal);
        Assert.EndsWith("exit 0\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agrees_with_hashdeep_and_sha256sum_before_and_after_a_change()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/hashdeep") && File.Exists("/usr/bin/jq"), "needs hashdeep and jq: install them");
        using var place = new Workplace().WithDigits();
        await place.JsonAsync(0, "data", "seal", "digits");
        await place.ShellAsync("cd digits && hashdeep -c sha256 -r -l . > ../known && jq -r '.files[] | .sha256 + \"  \" + .relpath' manifest.json > ../sums");
        async Task<string[]> AnswersAsync() =>
        [
            (await place.RunAsync("data", "verify", "digits")).ExitCode == 0 ? "sound" : "changed",
            (await place.ShellAsync("cd digits && hashdeep -c sha256 -r -l -a -k ../known . > /dev/null && echo sound || echo changed")).Trim(),
            (await place.ShellAsync("cd digits && sha256sum -c --quiet ../sums > /dev/null 2>&1 && echo sound || echo changed")).Trim(),
        ];
        Assert.Equal(["sound", "sound", "sound"], await AnswersAsync());
        place.ChangeOneByte("digits/3/0003.png");
        Assert.Equal(["changed", "changed", "changed"], await AnswersAsync());
    }

    [Fact]
    public async Task Sealing_again_says_that_nothing_changed_or_refuses_and_lists_what_did()
    {
        using var place = new Workplace().WithDigits(perClass: 2);
        var first = await place.JsonAsync(0, "data", "seal", "digits", "--name", "ten digits");
        var manifest = File.ReadAllText(place.PathOf("digits/manifest.json"));
        var again = await place.RunAsync("data", "seal", "digits");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("nothing changed since", again.StandardError, StringComparison.Ordinal);

        place.ChangeOneByte("digits/3/0003.png");
        await place.ShellAsync("mv digits/4/0004.png digits/4/four.png; rm digits/5/0005.png; echo more > digits/more.txt");
        var refused = await place.RunAsync("data", "seal", "digits");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            ["added    more.txt (5 bytes)", "changed  3/0003.png", "removed  5/0005.png", "renamed  4/0004.png to 4/four.png"],
            refused.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
                line.StartsWith("changed", StringComparison.Ordinal) || line.StartsWith("removed", StringComparison.Ordinal) ? line.Split(" (")[0] : line)
                .Order(StringComparer.Ordinal));
        Assert.Contains("--force", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(first.Text("id"), (await place.JsonAsync(1, "data", "seal", "digits")).Text("before"));
        Assert.Equal(manifest, File.ReadAllText(place.PathOf("digits/manifest.json")));

        Assert.NotEqual(first.Text("id"), (await place.JsonAsync(0, "data", "seal", "digits", "--force")).Text("id"));
        File.WriteAllText(place.PathOf("digits/manifest.json"), "not a manifest");
        Assert.Equal(3, (await place.RunAsync("data", "seal", "digits")).ExitCode);
        Assert.Equal(0, (await place.RunAsync("data", "seal", "digits", "--force")).ExitCode);
    }

    [Fact]
    public async Task What_gc_removes_is_counted_also_what_stopped_commands_left()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir -p .lockstep/incoming && head -c 5000 /dev/zero > .lockstep/incoming/left.xyz");
        var shown = await place.JsonAsync(0, "data", "gc");
        Assert.Equal((1, 5000), (shown["incoming"]?.GetValue<int>(), shown["incomingBytes"]?.GetValue<long>()));
        Assert.Contains(
            "1 file, 5000 bytes, that stopped commands left on their way in: removed",
            (await place.RunAsync("data", "gc", "--yes")).StandardOutput,
            StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(place.PathOf(".lockstep/incoming")));
    }

    [Fact]
    public async Task Sealing_what_is_not_there_or_empty_is_an_error()
    {
        using var place = new Workplace();
        Assert.Equal(2, (await place.RunAsync("data", "seal", "nowhere")).ExitCode);
        Directory.CreateDirectory(place.PathOf("empty"));
        Assert.Equal(3, (await place.RunAsync("data", "seal", "empty")).ExitCode);
        Assert.Equal(3, (await place.RunAsync("data", "verify", "empty")).ExitCode);
        Assert.False(File.Exists(place.PathOf("empty/manifest.json")));
    }
}
