using Lockstep.Code.Restoring;

namespace Lockstep.Tests.Code;

/// <summary>
/// What a repository's settings, attributes and hooks name is never started, when locks are taken and when code is brought back. Each trap is tried
/// with git itself before: it is one.
/// </summary>
public sealed class GitProgramsTests : IDisposable
{
    /// <summary>A program that leaves a mark; what it is given goes through.</summary>
    private const string Trap = """
        printf '#!/bin/sh\ntouch %s/../RAN\ncat 2>/dev/null\n' "$PWD" > ../trap.sh; chmod +x ../trap.sh; T=$PWD/../trap.sh

        """;

    private readonly GitPlace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("a monitor of the file system", "git config core.fsmonitor $T", "git status")]
    [InlineData("a hook", "cp $T .git/hooks/post-index-change; touch train.py", "git status")]
    [InlineData("a folder of hooks", "mkdir ../h; cp $T ../h/post-index-change; git config core.hooksPath $PWD/../h; touch train.py", "git status")]
    [InlineData("a program for differences", "git config diff.external $T; echo two >> train.py", "git diff HEAD")]
    [InlineData("a driver for differences", "git config diff.x.command $T; echo '*.py diff=x' > .gitattributes; echo two >> train.py", "git diff HEAD")]
    [InlineData("a conversion to text", "git config diff.x.textconv $T; echo '*.py diff=x' > .gitattributes; echo two >> train.py", "git diff HEAD")]
    [InlineData("a filter", "git config filter.x.clean $T; echo '*.py filter=x' > .gitattributes; touch train.py", "git diff HEAD")]
    [InlineData("a filter of another case", "git config filter.X-y.clean $T; echo '*.py filter=X-y' > .gitattributes; touch train.py", "git diff HEAD")]
    [InlineData("a filter over a macro", "git config filter.x.clean $T; printf '[attr]m filter=x\n*.py m\n' > .gitattributes; touch train.py", "git diff HEAD")]
    [InlineData("a process of filters", "git config filter.x.process $T; echo '*.py filter=x' > .gitattributes; touch train.py", "git diff HEAD || true")]
    [InlineData("a filter that is needed",
        "git config filter.x.clean $T; git config filter.x.required 1; echo '*.py filter=x' > .gitattributes; touch train.py",
        "git diff HEAD")]
    [InlineData("a filter named as git-lfs's", "git config filter.lfs.clean $T; echo '*.py filter=lfs' > .gitattributes; touch train.py", "git diff HEAD")]
    [InlineData("a filter of a name that is no UTF-8", "git config filter.x.clean $T; echo '* filter=x' > .gitattributes; echo 1 > $'\\xff'; git add $'\\xff'; "
        + "rm ../RAN; touch $'\\xff'", "git diff HEAD")]
    [InlineData("the check of a signature", "git config log.showSignature true; git config gpg.program $T; printf 'tree %s\\nauthor a <a@b> 1 +0000\\n"
        + "committer a <a@b> 1 +0000\\ngpgsig -----BEGIN PGP SIGNATURE-----\\n x\\n -----END PGP SIGNATURE-----\\n\\nm\\n' $(git write-tree) > ../c; "
        + "git reset -q --soft $(git hash-object -t commit -w ../c)", "git log -1")]
    [InlineData("a remote of a partial clone",
        "git config remote.o.url \"ext::touch $PWD/../RAN\"; git config remote.o.promisor true; git config protocol.ext.allow always; "
        + "git config extensions.partialClone o; git config core.repositoryFormatVersion 1; echo two >> train.py; "
        + "O=$(git rev-parse HEAD:train.py); rm -f .git/objects/${O:0:2}/${O:2}", "git diff HEAD || true")]
    [InlineData("a pager", "git config core.pager $T; git config pager.diff $T", "git -c color.ui=always -p log || true; touch ../RAN")]
    [InlineData("a monitor of a submodule", "git init -q sub; cd sub; git config user.name a; git config user.email a@b; echo 1 > s; git add s; "
        + "git commit -qm s; git config core.fsmonitor $T; cd ..; git -c advice.addEmbeddedRepo=false add sub", "git status")]
    [InlineData("a filter of a submodule", "git init -q sub; cd sub; git config user.name a; git config user.email a@b; echo '* filter=x' > .gitattributes; "
        + "git add .; git commit -qm s; git config filter.x.clean $T; touch .gitattributes; cd ..; git -c advice.addEmbeddedRepo=false add sub", "git status")]
    [InlineData("an address of a submodule",
        "git init -q sub; cd sub; git config user.name a; git config user.email a@b; echo 1 > s; git add s; git commit -qm s; "
        + "cd ..; git -c advice.addEmbeddedRepo=false add sub; git config protocol.ext.allow always; git config submodule.sub.update \"!$T\"; "
        + "git config submodule.sub.url \"ext::touch $PWD/../RAN\"; "
        + "git config -f .gitmodules submodule.sub.path sub; git config -f .gitmodules submodule.sub.url \"ext::touch $PWD/../RAN\"; "
        + "git add .; rm -rf sub/.git", "git submodule update || true; touch ../RAN")]
    public async Task Nothing_of_it_is_started(string what, string set, string triedWith)
    {
        await place.ShellAsync(GitPlace.Begin + Trap + "touch ../RAN; " + set + "; rm -f ../RAN");
        await place.ShellAsync($"{triedWith} > /dev/null 2>&1; test -e ../RAN && rm ../RAN && touch *.py");
        var state = await Record.ExceptionAsync(() => place.ReadAsync());
        Assert.True(state is null or LockstepException, state?.ToString());
        Assert.False(File.Exists(place.PathOf("../RAN")), what);
    }

    [Fact]
    public async Task Nothing_is_started_either_when_the_code_comes_back()
    {
        await place.ShellAsync(GitPlace.Begin + Trap + """
            echo '*.py filter=x diff=x' > .gitattributes; git add .; git commit -qm two; echo three >> train.py
            """);
        var (run, _) = await place.RecordAsync("one");
        await place.ShellAsync(Trap + """
            git config filter.x.smudge $T; git config filter.x.clean $T; git config filter.x.process $T; git config diff.x.textconv $T
            git config core.fsmonitor $T; for hook in post-checkout post-index-change reference-transaction; do cp $T .git/hooks/$hook; done
            """);
        var restored = RestoredCode.Restore(run, place.PathOf("then"), place.Work, TestContext.Current.CancellationToken);

        Assert.Equal("one\nthree\n", File.ReadAllText(Path.Combine(restored.Folder, "train.py")));
        Assert.True(CodeDifference.Between(run, run, place.Work, TestContext.Current.CancellationToken).IsEmpty);
        Assert.False(File.Exists(place.PathOf("../RAN")));
    }
}
