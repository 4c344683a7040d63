namespace Lockstep.Cli.Tests;

/// <summary>What a shell hands over: arguments and variables of any bytes, many of them, and a current folder that may be gone.</summary>
public sealed class HandedOverTests
{
    [Fact]
    public async Task A_variable_that_is_no_UTF8_reaches_the_command_byte_for_byte()
    {
        using var place = new Workplace();
        await ShellAsync(place, """
            export LATIN=$(printf 'caf\xe9') OTHER=$(printf 'caf\xef\xbf\xbd') PLAIN=café
            lockstep exec -q -- printenv LATIN OTHER PLAIN > got 2> said
            printenv LATIN OTHER PLAIN > expected
            cmp got expected
            """);
    }

    [Fact]
    public async Task An_argument_that_is_no_UTF8_is_refused_and_named_before_anything_runs()
    {
        using var place = new Workplace();
        var said = await ShellAsync(place, """
            lockstep exec -- touch ran $(printf 'caf\xe9.txt') 2>&1 || echo "exec $?"
            lockstep data show $(printf 'caf\xe9') 2>&1 || echo "show $?"
            lockstep exec -q -- echo $(printf 'caf\xef\xbf\xbd') 2> warnings
            """);

        Assert.Equal("""
            error: the argument $'caf\xe9.txt' is no UTF-8, and no record can hold it. Nothing was done. Give the file another name: mv $'caf\xe9.txt' NAME
            exec 125
            error: the argument $'caf\xe9' is no UTF-8, and no record can hold it. Nothing was done. Give the file another name: mv $'caf\xe9' NAME
            show 2
            caf�

            """, said);
        Assert.False(File.Exists(place.PathOf("ran")));
    }

    [Fact]
    public async Task A_command_with_more_arguments_than_a_recipe_has_values_is_recorded_and_rerun()
    {
        using var place = new Workplace();
        var said = await ShellAsync(place, """
            printf '#!/bin/sh\necho $# > count.txt\n' > count.sh; chmod +x count.sh
            lockstep exec --name a -q -- ./count.sh $(seq 40000)
            cat count.txt
            lockstep rerun a 2>&1 | grep -v ' Code: '| grep -E 'verdict|error'
            """);

        Assert.Equal("40000\nverdict    identical: the same bits as a\n", said);
    }

    [Fact]
    public async Task A_current_folder_that_is_gone_is_named()
    {
        using var place = new Workplace();
        var said = await ShellAsync(place, """
            mkdir gone; cd gone; rmdir ../gone
            lockstep runs 2>&1 || echo "runs $?"
            lockstep exec -- true 2>&1 || echo "exec $?"
            """);

        var error = $"error: The current folder ({place.PathOf("gone")}) is gone: it was removed or moved. Go to one that is there, with 'cd'.\n";
        Assert.Equal($"{error}runs 3\n{error}exec 125\n", said);
    }

    [Fact]
    public async Task A_full_folder_for_temporary_files_is_named_with_the_variable_and_a_full_folder_for_runs_keeps_no_part_of_one()
    {
        using var place = new Workplace();
        var said = await place.ShellWithDiskAsync(megabytes: 1, $$"""
            lockstep() { dotnet '{{Workplace.Program}}' "$@"; }
            git init -q . && git add recipe.yaml && git -c user.name=a -c user.email=a@b commit -qm x
            lockstep exec --name a -q -- true 2> warnings
            echo '# other' >> recipe.yaml
            mkdir disk/runs
            head -c 2000000 /dev/zero > disk/fill 2> warnings || true
            TMPDIR=$PWD/disk lockstep rerun a 2>&1 || echo "rerun $?"
            for left in 0 12 24 36; do
                truncate -s $((1048576 - left * 1024)) disk/fill
                lockstep exec --runs disk/runs --name b -q -- true 2> problem || echo "exec $?"
                grep -c 'No space left' problem
                ls -A disk/runs
            done
            """);

        Assert.Contains(
            $"full: make room in {place.PathOf("disk/")}, or name another one in the variable TMPDIR.\nrerun 3\n", said, StringComparison.Ordinal);
        Assert.EndsWith(string.Concat(Enumerable.Repeat("exec 125\n1\n", 4)), said, StringComparison.Ordinal);
    }

    private static Task<string> ShellAsync(Workplace place, string script) =>
        place.ShellAsync($"lockstep() {{ dotnet '{Workplace.Program}' \"$@\"; }}\n{script}");
}
