using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>
/// A rerun runs from the recorded code: the commit with the changes that were not committed, in a work tree of its own, and nothing of the user's is touched.
/// </summary>
public sealed partial class RestoredRerunTests
{
    /// <summary>A commit, and upon it changed text, a changed binary and an untracked file. Git leaves out cfg, data, digits, out and runs.</summary>
    private const string Dirty = """
        git init -q .; git config user.name a; git config user.email a@b
        mkdir -p lib cache; echo 'def value(): return 1' > lib/helper.py; head -c 100 /dev/urandom > blob.bin
        printf 'runs/\ncache/\ndigits/\ndata/\ncfg/\nout/\n__pycache__/\n' > .gitignore
        git add -A; git commit -qm one
        echo 'def value(): return 2' > lib/helper.py; head -c 120 /dev/urandom > blob.bin; printf 'ü\n' > 'unträcked file.txt'

        """;

    /// <summary>Three commits on, with a stash, a staged change and one that is not; hooks, a monitor of files and filters are traps.</summary>
    private const string Onwards = """
        git stash -q; rm -f 'unträcked file.txt'
        for n in 2 3 4; do echo $n > $n.txt; git add -A; git commit -qm $n; done
        echo 'def value(): return 4' > lib/helper.py; git add lib/helper.py; echo 'def value(): return 5' > lib/helper.py
        for hook in post-checkout post-index-change reference-transaction monitor
        do printf '#!/bin/sh\ntouch "%s/trap"\n' "$PWD/cache" > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
        mkdir -p cache; git config core.fsmonitor .git/hooks/monitor
        for key in clean smudge process; do git config filter.trap.$key "touch '$PWD/cache/trap'; cat"; done
        git config filter.trap.required true; echo '* filter=trap' > .git/info/attributes; rm -f cache/trap

        """;

    /// <summary>All that is the user's, by its bytes and times.</summary>
    private const string Facts = """
        facts() { find . -path ./runs -prune -o -path ./cache -prune -o -path ./.git/objects -prune -o -type f -printf '%p %s %T@ %i\n' | sort
          sha256sum .git/index lib/helper.py; git stash list; git for-each-ref; }

        """;

    /// <summary>A rerun of the run 'one' that is killed once it has its work tree; prints where that lies.</summary>
    private static readonly string Killed = $$"""
        dotnet '{{Workplace.Program}}' rerun one --name killed > /dev/null 2>&1 & p=$!
        while ! ls .git/worktrees/*/lockstep > /dev/null 2>&1; do sleep 0.01; done; kill -9 $p; wait $p || true; sed -n 2p .git/worktrees/*/lockstep
        """;

    private const string Script = """
        import argparse, json, os, pathlib, torch
        import lib.helper
        parser = argparse.ArgumentParser()
        parser.add_argument("--root", default=os.path.dirname(os.path.abspath(__file__)))
        given = parser.parse_args()
        model = torch.nn.Linear(4, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            model(torch.randn(8, 4)).square().sum().backward()
            optimizer.step()
        data = sorted(map(str, pathlib.Path("data/set").glob("*/*")))
        read = [open(p, "rb").read().hex() for p in ("blob.bin", "unträcked file.txt", "cfg/local.txt", *data)]
        torch.save(model.state_dict(), "out/model.pt")
        json.dump([lib.helper.value(), read], open("made.json", "w"))
        """;

    [Fact]
    public async Task A_PyTorch_script_three_commits_back_is_identical_and_all_that_is_the_users_is_untouched_also_after_a_kill()
    {
        using var place = new Workplace();
        File.WriteAllText(place.PathOf("train.py"), Script);
        await place.ShellAsync("mkdir -p cfg out data/set/a; echo x > data/set/a/1; echo y > data/set/a/2; echo local > cfg/local.txt\n" + Dirty);
        await place.JsonAsync(0, "data", "seal", "data/set");
        await ExecAsync(place, "--name", "one", "--data", "data/set", "--", "/usr/bin/python3", place.PathOf("train.py"), $"--root={place.PathOf("lib")}");
        await place.ShellAsync("rm made.json\n" + Onwards + Facts + "facts > cache/before");
        var killed = await place.ShellAsync(Killed);
        var again = await place.RunAsync("rerun", "one", "--name", "again");

        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains("what was recorded is restored in /", again.StandardError, StringComparison.Ordinal);
        Assert.Contains("with 2 changed files and 1 untracked file", again.StandardError, StringComparison.Ordinal);
        Assert.Contains($"Code: took away {killed.Trim()}, which a rerun left that was killed.", again.StandardError, StringComparison.Ordinal);
        await place.ShellAsync(Facts + """
            facts | diff cache/before - && test ! -e cache/trap && test ! -e .git/worktrees && test "$(git worktree list | wc -l)" = 1
            cmp runs/one/locks/code.diff runs/again/locks/code.diff && test -s runs/again/outputs/out/model.pt && test -s runs/again/outputs/made.json
            """);
        var lockId = (await place.JsonAsync(0, "runs", "show", "one")).Text("lockId");
        var record = JsonNode.Parse(File.ReadAllText(place.PathOf("runs/again/run.json")))!;
        Assert.Equal((lockId, "identical", "restored"), ((string?)record["lockId"], (string?)record["verdict"]!["kind"], (string?)record["rerun"]!["code"]));
        Assert.Empty((await place.JsonAsync(0, "diff", "one", "again"))["parameters"]!.AsArray());

        // Of the rerun, which lies nowhere any more, a rerun is made as of any run.
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "again")).Text("verdict"));
    }

    [Fact]
    public async Task A_training_three_commits_back_is_identical_also_after_a_rerun_that_was_killed()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync(Dirty);
        var first = await place.JsonAsync(0, "train", "recipe.yaml", "--name", "one");
        await place.ShellAsync(Onwards + Facts + "facts > cache/before");
        var killed = await place.ShellAsync(Killed);
        var again = await place.RunAsync("rerun", "one", "--name", "again");

        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains($"Code: took away {killed.Trim()}, which a rerun left that was killed.", again.StandardError, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(killed.Trim())));
        await place.ShellAsync(Facts + "facts | diff cache/before - && test ! -e cache/trap && test ! -e .git/worktrees");
        Assert.Equal(first.Text("lockId"), (await place.JsonAsync(0, "runs", "show", "again")).Text("lockId"));
    }

    [Fact]
    public async Task A_rerun_from_restored_code_that_was_stopped_goes_on_from_restored_code()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync(Dirty);
        await place.JsonAsync(0, "train", "recipe.yaml", "--name", "one", "--set", "train.epochs=200");
        await place.ShellAsync($$"""
            git commit -qam two
            dotnet '{{Workplace.Program}}' rerun one --name again > /dev/null 2>&1 & p=$!
            while [ "$(wc -l < runs/again/metrics.jsonl 2>/dev/null || echo 0)" -lt 20 ]; do sleep 0.01; done; kill $p || true; wait $p || true
            """);
        var resumed = await place.JsonAsync(0, "train", "--resume", "again");

        Assert.Equal("identical", resumed.Text("verdict"));
        await place.ShellAsync("test ! -e .git/worktrees");
    }

    [Fact]
    public async Task The_tree_at_hand_is_taken_where_it_is_the_recorded_code_and_where_the_user_says_so()
    {
        using var place = new Workplace();
        await place.ShellAsync(Dirty);
        await ExecAsync(place, "--name", "one", "--out", "out/made", "--", "sh", "-c", "mkdir -p out; cat lib/helper.py > out/made");
        var same = await place.RunAsync("rerun", "one");
        await place.ShellAsync("git commit -qam two");
        var refused = await place.RunAsync("rerun", "one", "--here");
        var allowed = await place.JsonAsync(0, "rerun", "one", "--here", "--allow", "code", "--name", "here");

        Assert.Contains("Code: the tree at hand is the recorded code: commit ", same.StandardError, StringComparison.Ordinal);
        Assert.Equal((0, 1), (same.ExitCode, refused.ExitCode));
        Assert.Contains("Code: commit: recorded ", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", allowed.Text("verdict"));
        Assert.Equal("at hand", (string?)JsonNode.Parse(File.ReadAllText(place.PathOf("runs/here/run.json")))!["rerun"]!["code"]);
    }

    [Fact]
    public async Task What_could_not_be_kept_is_refused_by_name_and_the_verdict_tells_where_it_is_allowed()
    {
        using var place = new Workplace();
        await place.ShellAsync(Dirty + "truncate -s 5M read.big unread.big");
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "head -c 10 read.big > made");
        await place.ShellAsync("git commit -qam two");
        var refused = await place.RunAsync("rerun", "one");
        var allowed = await place.JsonAsync(0, "rerun", "one", "--allow", "code", "--name", "again");
        await place.ShellAsync("echo x > read.big");
        var other = await place.RunAsync("rerun", "one", "--allow", "code");

        // What the command read of them is brought by its digest; of what it didn't read, none is on record.
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "Code: unread.big: recorded \"untracked, and too large or too many to be kept in the run: 5242880 bytes", refused.StandardError,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Code: read.big", refused.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", allowed.Text("verdict"));
        Assert.Contains("unread.big", File.ReadAllText(place.PathOf("runs/again/run.json")), StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("Data: inputs.read.big: recorded ", other.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_commit_is_gone_it_is_said_what_can_still_be_had()
    {
        using var place = new Workplace();
        await place.ShellAsync(Dirty + "git clone -q --bare . cache/clone.git");
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "cat lib/helper.py > made");
        await place.ShellAsync("rm -rf .git; git init -q .");
        var gone = await place.RunAsync("rerun", "one");
        var here = await place.RunAsync("rerun", "one", "--allow", "code");
        var cloned = await place.JsonAsync(0, "rerun", "one", "--repository", "cache/clone.git");
        var bare = await place.Lockstep("rerun", place.PathOf("runs/one"), "--runs", place.PathOf("runs"))
            .WithWorkingDirectory(place.PathOf("cache/clone.git")).ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1, 0, 0), (gone.ExitCode, here.ExitCode, bare.ExitCode));
        Assert.Contains("history was rewritten", gone.StandardError, StringComparison.Ordinal);
        Assert.Contains("locks/code.diff: 2 changed files (", gone.StandardError, StringComparison.Ordinal);
        Assert.Contains("--allow code", gone.StandardError, StringComparison.Ordinal);
        Assert.Contains("could not be found; the tree at hand is taken as it is", here.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", cloned.Text("verdict"));
        Assert.Contains("restored in /", bare.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submodules_and_files_of_LFS_come_from_what_the_repository_has_and_are_named_where_it_has_them_not()
    {
        using var place = new Workplace();
        await place.ShellAsync(Dirty + """
            mkdir cache/other; (cd cache/other; git init -q .; echo inner > inner.txt; git add -A; git -c user.name=a -c user.email=a@b commit -qm m)
            git -c protocol.file.allow=always submodule --quiet add ./cache/other module; git config --file .gitmodules submodule.module.url ../nowhere
            oid=$(printf large | sha256sum | cut -c1-64); at=.git/lfs/objects/${oid:0:2}/${oid:2:2}; mkdir -p $at; printf large > $at/$oid
            printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 5\n' $oid > weights.pt
            echo 'weights.pt filter=lfs' > .gitattributes; git add -A; git commit -qm modules; printf large > weights.pt
            """);
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "cat module/inner.txt weights.pt > made");
        await place.ShellAsync("rm made; git commit -q --allow-empty -m more");
        Assert.Equal("identical", (await place.JsonAsync(0, "rerun", "one")).Text("verdict"));

        await place.ShellAsync("rm -rf .git/lfs module/.git .git/modules; echo other > weights.pt");
        var refused = await place.RunAsync("rerun", "one");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Code: weights.pt: recorded \"git-lfs keeps its content elsewhere", refused.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("Code: module: recorded", refused.StandardError, StringComparison.Ordinal); // what was read of it is at hand, to the bit
    }

    [Fact]
    public async Task Nothing_is_brought_through_a_link_of_the_code()
    {
        using var place = new Workplace();
        await place.ShellAsync(
            Dirty + "mkdir cache/theirs; ln -s \"$PWD/cache/theirs\" way; git add -A; git commit -qm link; rm way; mkdir way; echo x > way/in.txt");
        await ExecAsync(place, "--name", "one", "--", "sh", "-c", "cat way/in.txt > made");

        // As if the link had been there: the record then names a file behind it.
        await place.ShellAsync("""
            cd runs/one; sed -i 's|"diffSha256": .*|"diffSha256": null,|' locks/code.json; : > locks/code.diff
            sed -i "s|.*  locks/code.diff|$(sha256sum locks/code.diff)|" SHA256SUMS; git commit -q --allow-empty -m more
            """);
        var refused = await place.RunAsync("rerun", "one");

        Assert.Equal(1, refused.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(place.PathOf("cache/theirs")));
    }

    [Fact]
    public async Task Data_that_is_nowhere_is_said_with_the_places_that_were_looked_at()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir -p data/set/a; echo x > data/set/a/1\n" + Dirty);
        await place.JsonAsync(0, "data", "seal", "data/set");
        await ExecAsync(place, "--name", "one", "--data", "data/set", "--", "sh", "-c", "cat data/set/a/1 > made");
        await place.ShellAsync("git commit -qam two; mv data/set moved");
        var lost = await place.RunAsync("rerun", "one");
        var found = await place.JsonAsync(0, "rerun", "one", "--data", "moved");

        Assert.Equal(3, lost.ExitCode);
        Assert.Contains("looked for it as data/set. Say where it lies now with --data DIR.", lost.StandardError, StringComparison.Ordinal);
        Assert.Equal("identical", found.Text("verdict"));
        await place.ShellAsync("test ! -e .git/worktrees");
    }

    /// <summary>A minute or more: it builds Lockstep too, where that is not built yet.</summary>
    [LongProof("LOCKSTEP_BUILDS")]
    public async Task A_program_of_its_own_is_built_from_the_restored_code()
    {
        using var place = new Workplace().WithDigits();
        await place.ShellAsync($$"""
            mkdir prog; cp '{{Repository.PathOf("examples/own-augmentation")}}'/*.cs prog; printf 'bin/\nobj/\n' > prog/.gitignore
            cat > prog/own.csproj <<'END'
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup><ProjectReference Include="{{Repository.PathOf("src/Lockstep.Cli/Lockstep.Cli.csproj")}}" /></ItemGroup>
              <Import Project="{{Repository.PathOf("Directory.Build.targets")}}" />
            </Project>
            END
            printf 'seed: 7\ndataset: digits\nmodel: {name: two-layers, width: 16}\ntrain: {epochs: 1}\naugment:\n  film_grain: {strength: 24}\n' > recipe.yaml
            """ + "\n" + Dirty + "echo '// changed' >> prog/FilmGrain.cs; MSBUILDDISABLENODEREUSE=1 dotnet build prog -c Release -v quiet\n"
            + "dotnet prog/bin/Release/net10.0/own.dll train recipe.yaml --name one\n" + Onwards
            + "sed -i 's/film_grain/coarse_grain/' prog/Program.cs; rm -r prog/bin prog/obj\n" + Facts + "facts > cache/before");
        var again = await place.RunAsync("rerun", "one", "--name", "again");

        Assert.True(again.ExitCode == 0, again.StandardError);
        Assert.Contains("Building prog/own.csproj, Release, as it was recorded", again.StandardError, StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as one", again.StandardOutput, StringComparison.Ordinal);
        await place.ShellAsync(Facts + "facts | diff cache/before - && test ! -e cache/trap && test ! -e .git/worktrees && cmp runs/one/locks/code.diff "
            + "runs/again/locks/code.diff");
    }

    private static async Task ExecAsync(Workplace place, params string[] arguments)
    {
        var result = await place.RunAsync(["exec", .. arguments]);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }
}
