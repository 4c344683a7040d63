namespace Lockstep.Tests.Code;

/// <content>Files that git was told not to look into, or that lie there in another form than it stores.</content>
public sealed partial class CodeRecordingTests
{
    [Theory]
    [InlineData("--assume-unchanged")]
    [InlineData("--skip-worktree")]
    public async Task A_change_that_git_was_told_not_to_look_for_is_recorded_and_the_index_stays_as_it_is(string told)
    {
        await place.ShellAsync(GitPlace.Begin + $"echo 1 > s.py; echo 1 > t.py; git add -A; git commit -qm s; git update-index {told} s.py t.py");
        var (clean, _) = await place.RecordAsync("clean");
        await place.ShellAsync("sha256sum .git/index > ../index; echo 2 > s.py");
        var (dirty, _) = await place.RecordAsync("dirty");
        await place.ShellAsync("sha256sum --check --quiet ../index");

        Assert.Equal((false, true), (clean.TryReadCode()?.IsDirty, dirty.TryReadCode()?.IsDirty));
        Assert.Equal(["s.py"], (await place.ReadAsync()).Changed);
        Assert.Equal("2\n", await RestoredAsync(dirty, "s.py"));
        Assert.Equal("1\n", await RestoredAsync(clean, "s.py"));
    }

    [Fact]
    public async Task Line_ends_identifiers_and_encodings_come_back_as_they_are_checked_out_changed_or_not()
    {
        await place.ShellAsync(GitPlace.Begin + """
            printf '*.bat text eol=crlf\n*.id ident\n*.u working-tree-encoding=UTF-16LE\n*.py filter=evil\n' > .gitattributes
            git config filter.evil.smudge 'touch ../evil; cat'
            printf 'a\r\nb\r\n' > 'one.bat'; printf 'c\r\nd\r\n' > $'new\nline.bat'; echo '$Id$' > a.id; printf 'h\0i\0' > t.u; git add -A; git commit -qm s
            rm a.id one.bat; git checkout -q a.id one.bat; printf 'e\r\n' >> one.bat; printf 'x\n' > untracked.bat
            """);
        var (run, _) = await place.RecordAsync("one");
        var folder = Restore(run).Folder;

        Assert.Equal("", await place.ShellAsync($"diff -r --exclude .git . '{folder}'; test ! -e ../evil"));
        Assert.Equal("a\r\nb\r\ne\r\n", File.ReadAllText(Path.Combine(folder, "one.bat")));
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_folder_of_its_name_clashes_with_nothing_and_comes_back()
    {
        await place.ShellAsync(GitPlace.Begin + "mkdir d; echo 1 > d/x; git add -A; git commit -qm s; rm -r d; echo 2 > d");
        var (run, warnings) = await place.RecordAsync("one");

        Assert.DoesNotContain(warnings, warning => warning.Contains("refuse it", StringComparison.Ordinal));
        Assert.Equal("2\n", await RestoredAsync(run, "d"));
    }

    [Fact]
    public async Task Where_a_part_of_the_tree_is_checked_out_the_rest_is_unchanged()
    {
        await place.ShellAsync(
            GitPlace.Begin + "mkdir a b; echo 1 > a/s.py; echo 1 > b/t.py; git add -A; git commit -qm s; git sparse-checkout set a; test ! -e b");

        Assert.False((await place.ReadAsync()).IsDirty);
    }

    [Fact]
    public async Task A_repository_inside_that_is_no_submodule_makes_the_tree_dirty_and_is_named()
    {
        await place.ShellAsync(GitPlace.Begin + "git init -q nest; echo 1 > nest/s.py");
        var (run, warnings) = await place.RecordAsync("one");

        Assert.True(run.TryReadCode()?.IsDirty);
        Assert.Contains(warnings, warning => warning.StartsWith("Code: 1 git repository is in this one", StringComparison.Ordinal));
        Assert.StartsWith("nest/: a git repository of its own and no submodule", Assert.Single(Restore(run).Missing), StringComparison.Ordinal);
    }
}
