using Lockstep.Code;
using Lockstep.Code.Restoring;
using Lockstep.Files;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Tests.Code;

/// <summary>What of a repository a run records beside its commit and diff, and what it says of what it can't hold.</summary>
public sealed partial class CodeRecordingTests : IDisposable
{
    private const string Submodule = """
        git init -q ../lib; (cd ../lib; git config user.name a; git config user.email a@b; echo 1 > s.py; git add -A; git commit -qm s)
        git -c protocol.file.allow=always submodule --quiet add ../lib 'my lib'
        git config -f .gitmodules 'submodule.my lib.url' https://user:secret@example.org/lib.git; git add -A; git commit -qm two

        """;

    private readonly GitPlace place = new();
    private int restored;

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_submodule_is_recorded_with_its_commit_and_address_and_comes_back_from_the_clone_that_has_it()
    {
        await place.ShellAsync(GitPlace.Begin + Submodule);
        var (one, _) = await place.RecordAsync("one");
        var submodule = Assert.Single((await place.ReadAsync()).Submodules);
        await place.ShellAsync("cd 'my lib'; git config user.name a; git config user.email a@b; echo 2 > s.py; git commit -qam s2");
        var (two, _) = await place.RecordAsync("two");

        Assert.Equal("https://example.org/lib.git", submodule.Url);
        Assert.True(submodule is { Path: "my lib", IsCheckedOut: true, IsDirty: false, Problem: null });
        var difference = CodeDifference.Between(one, two, place.Work, TestContext.Current.CancellationToken);
        Assert.Equal(["my lib"], difference.Paths);
        var (before, after) = (submodule.Commit, (await place.ReadAsync()).Submodules[0].Commit);
        Assert.Equal(new SubmoduleDifference("my lib", before, after), Assert.Single(difference.Submodules));
        Assert.Equal("2\n", await RestoredAsync(two, "my lib/s.py"));
        Assert.Equal("1\n", await RestoredAsync(one, "my lib/s.py"));
    }

    [Fact]
    public async Task Changes_in_a_submodule_change_the_lock_and_are_said_to_be_held_nowhere()
    {
        await place.ShellAsync(GitPlace.Begin + Submodule);
        var (clean, _) = await place.RecordAsync("clean");
        await place.ShellAsync("echo 2 >> 'my lib/s.py'");
        var (dirty, warnings) = await place.RecordAsync("dirty");

        Assert.Contains(warnings, warning => warning.Contains("1 submodule has changes that are not committed, my lib first", StringComparison.Ordinal));
        Assert.NotEqual(clean.ReadLocks().LockId, dirty.ReadLocks().LockId);
        Assert.Equal((false, true), (clean.TryReadCode()?.IsDirty, dirty.TryReadCode()?.IsDirty));
        Assert.Contains("my lib: a submodule with changes that were not committed, which no run holds", Restore(dirty).Missing);
    }

    [Fact]
    public async Task A_submodule_that_is_not_checked_out_is_recorded_as_the_commit_has_it()
    {
        await place.ShellAsync(GitPlace.Begin + Submodule + "git submodule --quiet deinit --all --force");
        var submodule = Assert.Single((await place.ReadAsync()).Submodules);
        Assert.True(submodule is { IsCheckedOut: false, IsDirty: false } && submodule.Commit == submodule.Expected);
        Assert.StartsWith("my lib: a submodule, at its commit ", Assert.Single(Restore((await place.RecordAsync("one")).Run).Missing),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cp ../content large.bin", true, false)]
    [InlineData("true", false, false)]
    [InlineData("rm large.bin", false, true)]
    [InlineData("printf x >> ../content; cp ../content large.bin", false, true)]
    public async Task A_file_of_git_lfs_is_held_against_its_pointer_without_git_lfs(string change, bool matches, bool isDirty)
    {
        await place.ShellAsync(GitPlace.Begin + """
            seq 1 1000 > ../content
            printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' $(sha256sum ../content | cut -c1-64) $(stat -c %s \
            ../content) > large.bin
            git add large.bin; git commit -qm two; echo '*.bin filter=lfs diff=lfs merge=lfs -text' > .gitattributes; git add .; git commit -qm three
            git config filter.lfs.clean false; git config filter.lfs.required true

            """ + change);
        var state = await place.ReadAsync();
        Assert.Equal((matches, isDirty), (Assert.Single(state.Pointers).Matches, state.IsDirty));
        Assert.Equal(3893, state.Pointers[0].Bytes);
    }

    [Fact]
    public async Task A_file_that_a_filter_changes_is_named_and_not_compared_since_no_filter_runs()
    {
        await place.ShellAsync(GitPlace.Begin + """
            git config filter.secret.clean 'tr a-z b-za'; echo 'key filter=secret' > .gitattributes; echo abc > key; echo 'x filter=none' >> .gitattributes
            echo 1 > x; git add .; git commit -qm two; touch key x; echo 2 > x

            """);
        var (run, warnings) = await place.RecordAsync("one");

        Assert.Equal(["x"], run.TryReadCode()?.Changed);
        Assert.Equal(["key"], run.TryReadCode()?.Filtered);
        Assert.Contains(warnings, warning => warning.Contains("changed by a filter of git's, key first, by 'secret'", StringComparison.Ordinal));
        Assert.DoesNotContain("abc", File.ReadAllText(run.DiffPath), StringComparison.Ordinal);
        Assert.Equal("bcd\n", await RestoredAsync(run, "key"));
    }

    [Fact]
    public async Task What_is_too_large_to_be_held_is_named_with_its_digest_and_what_that_means_for_a_rerun()
    {
        await place.ShellAsync(GitPlace.Begin + """
            truncate -s 33M large.bin; git add .; git commit -qm two; printf x >> large.bin; echo two >> train.py; truncate -s 1G new.bin
            """);
        var (run, warnings) = await place.RecordAsync("one");
        var code = new RecordedCode(run.ReadLocks().Code);
        var before = run.ReadLocks().LockId;

        Assert.Equal(["large.bin"], code.LargeChanges);
        Assert.Equal(["new.bin"], code.LeftUntracked);
        Assert.Equal(["large.bin", "train.py"], code.Changed);
        Assert.InRange(new FileInfo(run.DiffPath).Length, 1, 1000);
        Assert.Contains(warnings, warning => warning.Contains("1 change of a tracked file is too large to be kept with the run, large.bin first",
            StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("new.bin first; locks/code.json names them, and a rerun from the recorded code is without them.",
            StringComparison.Ordinal));
        Assert.Equal(
            ["new.bin: untracked, and too large", "large.bin: changed, and the change is too large"],
            Restore(run).Missing.Select(missing => missing.Split(" to be kept")[0].Split(" or too many")[0]));
        await place.ShellAsync("printf y >> large.bin");
        Assert.NotEqual(before, (await place.RecordAsync("two")).Run.ReadLocks().LockId);
    }

    [Fact]
    public async Task All_of_a_repository_without_a_commit_is_held_what_is_in_its_index_too()
    {
        await place.ShellAsync("git init -q .; echo 1 > a.py; git add a.py; echo 2 > a.py; echo 3 > b.py");
        var (run, warnings) = await place.RecordAsync("one");

        Assert.Contains(warnings, warning => warning.Contains("no commit yet", StringComparison.Ordinal));
        Assert.Equal("2\n", await RestoredAsync(run, "a.py"));
        Assert.Equal("3\n", await RestoredAsync(run, "b.py"));
        Assert.Null(Restore(run).Commit);
    }

    [Theory]
    [InlineData("mkdir 'a b'; echo x > 'a b/ü 日.py'", "a b/ü 日.py")]
    [InlineData("printf x > $'new\\nline.py'", "new\nline.py")]
    [InlineData("printf x > $'tab\\t\"q\".py'", "tab\t\"q\".py")]
    [InlineData("ln -s / root", "root")]
    [InlineData("ln -s nowhere gone", "gone")]
    public async Task An_odd_path_comes_back_tracked_or_not(string make, string path)
    {
        await place.ShellAsync(GitPlace.Begin + make);
        var (untracked, _) = await place.RecordAsync("untracked");
        await place.ShellAsync("git add -A; git commit -qm two");
        var (tracked, _) = await place.RecordAsync("tracked");

        Assert.Equal([path], untracked.TryReadCode()?.KeptUntracked);
        foreach (var run in (RunFolder[])[untracked, tracked])
        {
            var there = new FileInfo(Path.Combine(Restore(run).Folder, path));
            Assert.True(there.LinkTarget == new FileInfo(place.PathOf(path)).LinkTarget && (there.LinkTarget is not null || there.Exists));
        }
    }

    [Theory]
    [InlineData("printf x > $'bad\\xff.py'", "", "1 untracked file is too large or too many")]
    [InlineData("echo 1 > A.py; echo 2 > a.py", "", "the path a.py can't be told from A.py")]
    [InlineData("git clone -q --bare . bare", "bare", "in a bare git repository, which has no work tree")]
    [InlineData("rm -rf .git", "", "not in a git repository")]
    [InlineData("rm -rf .git; git init -q .", "", "the repository has no commit yet")]
    [InlineData("git init -q sub; git -C sub -c user.name=a -c user.email=a@b commit -q --allow-empty -m s; git -c advice.addEmbeddedRepo=false add sub; "
        + "git commit -qm two; rm sub/.git/HEAD", "", "the submodule sub can't be read, so its state is not recorded: ")]
    public async Task A_corner_has_a_clear_word_when_it_is_recorded(string make, string folder, string said)
    {
        await place.ShellAsync(GitPlace.Begin + make);
        var (_, warnings) = await place.RecordAsync("one", folder);
        Assert.Contains(warnings, warning => warning.StartsWith("Code: ", StringComparison.Ordinal) && warning.Contains(said, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("git checkout -q --detach", null)]
    [InlineData("git clone -q --bare . ../b.git; rm -rf .git; mv ../b.git .git", null)]
    [InlineData("git worktree add -q ../other; rm -rf ../work; mv ../other ../work || true", "git says: fatal: not a git repository")]
    [InlineData("rm -rf .git", "git says: fatal: not a git repository")]
    [InlineData("rm -rf .git; git init -q .", "it was never fetched, which 'git fetch' does, or history was rewritten since")]
    [InlineData("echo 1 > n; git add n; git commit -qm n; git clone -q --depth 1 file://$PWD ../s; rm -rf .git; mv ../s/.git .git",
        "a shallow clone, which ends before it")]
    [InlineData("printf '[' >> .git/config", "git says: fatal: bad config line")]
    public async Task A_corner_has_a_clear_word_when_code_is_brought_back_and_compared(string change, string? said)
    {
        await place.ShellAsync(GitPlace.Begin + "echo two >> train.py; echo new > new.py");
        var (run, _) = await place.RecordAsync("one");
        await place.ShellAsync(change);
        var restored = Record.Exception(() => Restore(run));
        var compared = Record.Exception(() => CodeDifference.Between(run, run, place.Work, TestContext.Current.CancellationToken));

        Assert.Equal(said is null, restored is null);
        foreach (var refused in (Exception?[])[restored, compared])
        {
            Assert.Contains(said ?? "", refused?.Message ?? "", StringComparison.Ordinal);
            Assert.Contains(said is null ? "" : "1 changed file (train.py), of which it has the difference from that commit; 1 untracked file (new.py), whole",
                refused?.Message ?? "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_in_no_commit_are_copied_up_to_a_limit_and_come_back_as_they_were()
    {
        await place.ShellAsync("mkdir lib; echo 1 > lib/a.py; printf '#!/bin/sh\n' > go.sh; chmod +x go.sh; truncate -s 5M large.py; echo o > ../o.py");
        CodeFile[] files = [.. "lib/a.py go.sh large.py ../o.py gone.py".Split(' ')
            .Select(path => CodeFile.Of(place.Work, Path.GetFullPath(place.PathOf(path))))];
        var copies = CodeCopies.Of(git: null, files, TestContext.Current.CancellationToken);
        var (run, _) = await place.RecordAsync("one");
        var locks = run.ReadLocks();
        run.Write(locks with { Code = copies.NotedIn(locks.Code) }, run.ReadDiff());
        copies.WriteTo(run);
        var restored = Restore(run);

        Assert.Contains("1 file of code, large.py first, is too large or too many", copies.Warning, StringComparison.Ordinal);
        Assert.Equal(["go.sh", "lib/a.py", "outside/o.py"], restored.Changed);
        Assert.Equal(["large.py: in no commit", "outside/o.py: it lay outside the folder of the code"], restored.Missing.Select(missing
            => missing.Split(", and")[0]));
        Assert.True(File.GetUnixFileMode(Path.Combine(restored.Folder, "go.sh")).HasFlag(UnixFileMode.UserExecute));
        File.AppendAllText(Path.Combine(run.CodePath, "go.sh"), "x");
        Assert.Contains("is not what locks/code.json says", Assert.Throws<LockstepException>(() => Restore(run)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../out.py", "leads out of the folder")]
    [InlineData(".git/hooks/post-checkout", "git's own folder")]
    [InlineData("way/out.py", "a link or file lies at")]
    [InlineData("Train.py", "can't be told from")]
    [InlineData("train.py", "a file of the commit lies there")]
    public async Task A_copy_of_a_stranger_writes_nowhere_else(string path, string said)
    {
        await place.ShellAsync(GitPlace.Begin + "ln -s .. way");
        var (run, _) = await place.RecordAsync("one");
        var locks = run.ReadLocks();
        var copies = new CodeCopies([new CopiedFile(path, 1, Sha256.Of("x"), IsProgram: false, Kept: true)], ["x"u8.ToArray()]);
        run.Write(locks with { Code = copies.NotedIn(locks.Code) }, run.ReadDiff());
        var refused = Assert.Throws<LockstepException>(() =>
        {
            if (!path.Contains("..", StringComparison.Ordinal))
            {
                copies.WriteTo(run);
            }

            Restore(run);
        });

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(place.PathOf("../out.py")));
    }

    private async Task<string> RestoredAsync(RunFolder run, string path) =>
        await File.ReadAllTextAsync(Path.Combine(Restore(run).Folder, path), TestContext.Current.CancellationToken);

    private RestoredCode Restore(RunFolder run) => RestoredCode.Restore(
        run, place.PathOf($"../then-{++restored}"), Directory.Exists(place.PathOf(".git")) || File.Exists(place.PathOf(".git")) ? place.Work : null,
        TestContext.Current.CancellationToken);
}
