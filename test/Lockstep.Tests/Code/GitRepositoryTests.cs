using CliWrap;
using CliWrap.Buffered;
using Lockstep.Code;
using Lockstep.Snapshots;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Code;

public sealed class GitRepositoryTests : IDisposable
{
    private readonly TemporaryFolder place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task What_is_not_committed_comes_back_in_a_clone_to_the_last_byte(string objects)
    {
        await BeginAsync($"--object-format={objects}");
        await ShellAsync("""
            git clone -q . ../clone-$(basename "$PWD") && mv ../clone-$(basename "$PWD") clone && echo clone >> .git/info/exclude
            echo changed >> train.py && git mv old.py new.py
            mkdir -p 'a b' sub/deep && printf 'one\r\ntwo\r\n' > windows.txt && printf '\000\001\377' > 'a b/image.png' && : > empty
            printf 'no newline' > sub/deep/ünïcode.py
            printf 'x\n' > -dash && printf 'x\n' > '*' && printf 'x\n' > ':!odd' && printf 'x\n' > "$(printf 'tab\tand\nline')"
            printf '#!/bin/sh\n' > run.sh && chmod +x run.sh && ln -s train.py link.py
            """);
        var state = await ReadAsync();
        Assert.Equal(["new.py", "train.py"], state.Changed);
        Assert.Equal(
            ["*", "-dash", ":!odd", "a b/image.png", "empty", "link.py", "run.sh", "sub/deep/ünïcode.py", "tab\tand\nline", "windows.txt"],
            state.Untracked.Select(file => file.Path));
        Assert.All(state.Untracked, file => Assert.True(file is { Kept: true, Files: 1 }));
        await File.WriteAllBytesAsync(place.PathOf("code.diff"), [.. state.Diff, .. state.UntrackedDiff], TestContext.Current.CancellationToken);
        await ShellAsync("cd clone && git apply ../code.diff && rm ../code.diff && cd .. && diff -r --no-dereference -x .git -x clone . "
            + "clone && test -x clone/run.sh -a -L clone/link.py");
    }

    [Fact]
    public async Task Neither_the_index_nor_the_objects_are_touched_and_no_filter_runs_over_files_that_git_does_not_track()
    {
        await BeginAsync();
        await ShellAsync("git config filter.large.clean 'touch ran; cat' && echo '*.bin filter=large text' > .gitattributes && git add .gitattributes && git "
            + "commit -qm two && printf 'a\\r\\n' > new.bin");
        var before = await ShellAsync("find .git -type f -exec sha256sum {} + | sort");
        var state = await ReadAsync();
        Assert.Equal(before, await ShellAsync("find .git -type f -exec sha256sum {} + | sort"));
        Assert.Equal("new.bin", Assert.Single(state.Untracked).Path);
        Assert.False(File.Exists(place.PathOf("ran")));
        Assert.Contains("+a\r\n", System.Text.Encoding.UTF8.GetString(state.UntrackedDiff), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_diff_is_the_same_whatever_a_user_likes_to_see_in_one()
    {
        await BeginAsync();
        await ShellAsync("seq 1 40 > numbers.py && git add . && git commit -qm two && sed -i '20s/.*/x/; "
            + "24s/.*/y/' numbers.py && git mv old.py new.py && echo new > other.py");
        var plain = await ReadAsync();
        await ShellAsync("""
            git config diff.noprefix true && git config diff.algorithm patience && git config diff.renames false && git config diff.context 1
            git config color.ui always
            git config diff.external false && printf 'other.py\nnew.py\n' > .git/order
            git config diff.orderFile "$PWD/.git/order" && git config diff.suppressBlankEmpty true
            """);
        var other = await ReadAsync();
        Assert.Equal(System.Text.Encoding.UTF8.GetString(plain.Diff), System.Text.Encoding.UTF8.GetString(other.Diff));
        Assert.Equal(System.Text.Encoding.UTF8.GetString(plain.UntrackedDiff), System.Text.Encoding.UTF8.GetString(other.UntrackedDiff));
        await ShellAsync("git config --unset diff.noprefix && git config diff.mnemonicPrefix true");
        Assert.Equal(plain.Diff, (await ReadAsync()).Diff);
    }

    [Fact]
    public async Task A_folder_of_more_files_than_a_run_should_carry_is_named_and_what_lies_beside_it_kept()
    {
        await BeginAsync();
        await ShellAsync("mkdir -p data/cats src && seq 1 1001 | sed 's|^|data/cats/|' | xargs touch && echo a > data/README && echo b > src/net.py && head "
            + "-c 5000000 /dev/zero > weights.bin");
        var state = await ReadAsync();
        Assert.Equal(
            [
                new("data/README", 2, Kept: true), new("data/cats/", 0, Kept: false, Files: 1001), new("src/net.py", 2, Kept: true),
                new UntrackedFile("weights.bin", 5_000_000, Kept: false)
            ],
            state.Untracked);
        var diff = System.Text.Encoding.UTF8.GetString(state.UntrackedDiff);
        Assert.Contains("+++ b/src/net.py\n", diff, StringComparison.Ordinal);
        Assert.DoesNotContain("cats", diff, StringComparison.Ordinal);

        await ShellAsync("rm -r data weights.bin && mkdir large && for i in 1 2 3 4 5 6 7 8 9; do head -c 4000000 /dev/zero > large/$i; done");
        Assert.Equal([new("large/", 36_000_000, Kept: false, Files: 9), new UntrackedFile("src/net.py", 2, Kept: true)], (await ReadAsync()).Untracked);
    }

    [Fact]
    public async Task Nothing_of_the_content_store_is_code()
    {
        await BeginAsync();
        var store = LocalStore.Find(place.FullPath);
        using (store.Use())
        using (var incoming = store.Receive())
        {
            Assert.True((await ReadAsync()) is { IsDirty: false, Untracked: [] });
        }
    }

    [Theory]
    [InlineData("rm .git/HEAD", "not a git repository")]
    [InlineData(": > .git/$(git symbolic-ref HEAD)", "your current branch appears to be broken")]
    [InlineData("rm -r .git/objects/*", "bad object")]
    [InlineData("echo '[' >> .git/config", "bad config line")]
    [InlineData("printf x > .git/index", "index file smaller than expected")]
    [InlineData("rm -r .git && echo 'gitdir: /nowhere' > .git", "not a git repository: /nowhere")]
    [InlineData("mkdir -p here/.git", "does not take", "here")]
    [InlineData("rm -r .git && mkdir here && ln -s here/.git .git && ln -s ../.git here/.git", "not a git repository", "here")]
    public async Task A_repository_that_git_cannot_read_is_not_taken_for_none(string damage, string reason, string folder = "")
    {
        await BeginAsync();
        await ShellAsync(damage);
        var refused = await Assert.ThrowsAsync<LockstepException>(
            () => GitRepository.ReadAsync(place.PathOf(folder), [], TestContext.Current.CancellationToken));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Code: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("rm -r .git")]
    [InlineData("git clone -q --bare . bare", "bare")]
    [InlineData("true", ".git")]
    public async Task Where_no_file_can_be_committed_there_is_no_repository(string change, string folder = "")
    {
        await BeginAsync();
        await ShellAsync(change);
        Assert.Null(await GitRepository.ReadAsync(place.PathOf(folder), [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_repository_without_a_commit_has_none()
    {
        await ShellAsync("git init -q .");
        Assert.Null((await ReadAsync()).Commit);
    }

    private Task<string> BeginAsync(string options = "") =>
        ShellAsync($"git init -q {options} . && git config user.name a && git config user.email a@b && echo one > train.py && seq 1 9 > old.py && git add . "
            + "&& git commit -qm one");

    private async Task<GitState> ReadAsync() =>
        await GitRepository.ReadAsync(place.FullPath, [], TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("git is not installed");

    private async Task<string> ShellAsync(string script) =>
        (await Cli.Wrap("bash")
            .WithArguments(["-euc", script]).WithWorkingDirectory(place.FullPath).ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;
}
