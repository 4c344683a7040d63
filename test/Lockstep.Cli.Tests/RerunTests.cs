using System.Text.Json.Nodes;
using Lockstep.Runs;

namespace Lockstep.Cli.Tests;

public sealed class RerunTests
{
    [Fact]
    public async Task Gives_the_same_bits_and_says_so()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var second = await place.JsonAsync(0, "rerun", first.Text("run"));
        Assert.Equal("identical", second.Text("verdict"));
        Assert.Equal(first.Text("run"), second.Text("parent"));
        Assert.Equal(first.Text("lockId"), second.Text("lockId"));
        Assert.Equal(first.Text("resultId"), second.Text("resultId"));
        await place.ShellAsync($"cd '{second.Text("folder")}' && sha256sum -c --strict --quiet SHA256SUMS");
    }

    [Fact]
    public async Task Says_diverged_where_the_recorded_result_was_another_and_names_the_first_step()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        // As if the first run had been made on another machine: its third loss and a final one differ.
        await place.ShellAsync($"cd '{first.Text("folder")}' && sed -i '3s/\"value\":[0-9.]*/\"value\":9.5/' metrics.jsonl && rm ledger.bin && sed -i "
            + "'s/^ledger: .*/ledger: \"off\"/' recipe.yaml");
        Forgery.Settle(first.Text("folder"), record => record with { Metrics = new Dictionary<string, double>(record.Metrics) { ["trainLoss"] = 9.5 } });
        var result = await place.RunAsync("rerun", first.Text("run"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"diverged from {first.Text("run")}", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("first difference at step 3 (epoch 1): train loss 9.5 before", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_changed_code_of_the_tree_at_hand_names_box_and_file_and_goes_on_where_it_is_allowed()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("printf 'runs/\\ndigits/\\n' > .gitignore && echo 1 > model.txt && git init -q . "
            + "&& git add -A && git -c user.name=a -c user.email=a@b commit -qm one");
        var first = await place.JsonAsync(0, "train", "recipe.yaml");
        await place.ShellAsync("echo 2 > model.txt");
        var refused = await place.RunAsync("rerun", first.Text("run"), "--here");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: diffSha256: recorded nothing", refused.StandardError, StringComparison.Ordinal);
        Assert.Contains("Changed here and not committed: model.txt", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(1, place.RunCount);

        var allowed = await place.JsonAsync(0, "rerun", first.Text("run"), "--here", "--allow", "code");
        Assert.Equal("identical", allowed.Text("verdict"));
        Assert.NotEqual(first.Text("lockId"), allowed.Text("lockId"));
        var record = JsonNode.Parse(File.ReadAllText(Path.Combine(allowed.Text("folder"), "run.json")));
        Assert.Contains("diffSha256", record?["verdict"]?["allowed"]?[0]?.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("+2", File.ReadAllText(Path.Combine(allowed.Text("folder"), "locks/code.diff")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_git_did_not_track_then_stays_out_of_it_and_an_index_that_a_hook_names_is_not_written_to()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync("git init -q . && git add recipe.yaml && git -c user.name=a -c user.email=a@b commit -qm one");
        var first = await place.JsonAsync(0, "train", "recipe.yaml");
        File.WriteAllText(place.PathOf("notes.txt"), "what I saw");

        // As from a hook of git, which names the index in the environment: that must not be written to.
        await place.ShellAsync($"""
            cp .git/index before
            GIT_DIR=.git GIT_INDEX_FILE="$PWD/.git/index" dotnet {Workplace.Program} rerun {first.Text("run")} --name second -q && cmp before .git/index
            """);
        var second = RunFolder.Open(place.PathOf("runs/second"));
        Assert.Equal(VerdictKind.Identical, second.ReadRecord().Verdict?.Kind);
        Assert.Equal("", File.ReadAllText(Path.Combine(second.FullPath, "locks/code.diff")));
    }

    [Fact]
    public async Task A_run_without_oneDNN_says_so_and_one_with_it_is_another_environment()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync($"LOCKSTEP_ONEDNN=off dotnet '{Workplace.Program}' train recipe.yaml --name without 2> said");
        Assert.Contains("oneDNN is off", File.ReadAllText(place.PathOf("said")), StringComparison.Ordinal);
        await place.ShellAsync($"LOCKSTEP_ONEDNN=off dotnet '{Workplace.Program}' evaluate without 2> said");
        Assert.Contains("oneDNN is off", File.ReadAllText(place.PathOf("said")), StringComparison.Ordinal);
        await place.ShellAsync($"! LOCKSTEP_ONEDNN=on dotnet '{Workplace.Program}' rerun without 2> said");
        Assert.Contains("Environment: oneDnn: recorded \"off\", here nothing", File.ReadAllText(place.PathOf("said")), StringComparison.Ordinal);
        await place.ShellAsync($"! LOCKSTEP_ONEDNN=perhaps dotnet '{Workplace.Program}' rerun without 2> said");
        Assert.Contains("LOCKSTEP_ONEDNN: expected on or off, found perhaps", File.ReadAllText(place.PathOf("said")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_another_environment_and_names_what_differs()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        var code = place.PathOf(Path.Combine("runs", first.Text("run"), "locks/environment.json"));
        File.WriteAllText(code, File.ReadAllText(code).Replace("\"libc\": \"", "\"libc\": \"other ", StringComparison.Ordinal));
        Forgery.Settle(first.Text("folder"));
        var refused = await place.RunAsync("rerun", first.Text("run"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Environment: libc: recorded \"other ", refused.StandardError, StringComparison.Ordinal);
        Assert.Contains("--allow environment", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, (await place.RunAsync("rerun", first.Text("run"), "--allow", "environment")).ExitCode);
    }

    [Fact]
    public async Task Refuses_changed_data_and_cannot_be_told_to_go_on()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.JsonAsync(0, "train", "recipe.yaml");
        place.ChangeOneByte("digits/4/0004.png");
        var refused = await place.RunAsync("rerun", first.Text("run"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("4/0004.png has SHA-256", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal(2, (await place.RunAsync("rerun", first.Text("run"), "--allow", "data")).ExitCode);
    }

    [Fact]
    public async Task Finds_data_that_has_moved_where_it_is_told()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.JsonAsync(0, "train", "recipe.yaml");
        Directory.Move(place.PathOf("digits"), place.PathOf("moved"));
        var lost = await place.RunAsync("rerun", first.Text("run"));
        Assert.Equal(3, lost.ExitCode);
        Assert.Contains("--data DIR", lost.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", first.Text("run"), "--data", "moved")).Text("verdict"));
    }

    [Fact]
    public async Task Works_from_a_copied_folder_and_from_another_place()
    {
        using var place = new Workplace().WithDigits();
        var first = await place.TrainedAsync();
        await place.ShellAsync($"cp -r '{first.Text("folder")}' copy");
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "./copy", "--runs", "elsewhere")).Text("verdict"));
    }
}
