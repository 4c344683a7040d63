using Lockstep.Ablation.Running;
using Lockstep.Ablation.Suites;

namespace Lockstep.Vision.Tests.Ablation;

public sealed class MemoryRoomTests
{
    private static readonly Arm Small = new("small", [], [], [], 1);
    private static readonly Arm Large = new("large", [], [], [], 1);

    private long free = 1000;

    [Fact]
    public void The_first_run_is_alone_until_it_is_known_what_one_takes()
    {
        var room = new MemoryRoom(() => free);
        Assert.True(room.HasFor(Small));
        room.Begin(Run(Small, 1), () => 0);
        Assert.False(room.HasFor(Small));

        room.Took(Small, 100);
        Assert.True(room.HasFor(Small));
    }

    [Fact]
    public void What_those_that_run_are_yet_to_take_is_not_free()
    {
        var room = new MemoryRoom(() => free);
        room.Took(Small, 400);
        var taken = 0L;
        room.Begin(Run(Small, 1), () => taken);
        Assert.True(room.HasFor(Small)); // 480 are promised to the first, and 480 are left for another
        room.Begin(Run(Small, 2), () => 0);
        Assert.False(room.HasFor(Small));

        (taken, free) = (480, 1300); // the first has what it needs
        Assert.True(room.HasFor(Small));
        room.End(Run(Small, 2));
        free = 481;
        Assert.True(room.HasFor(Small));
        free = 480;
        Assert.False(room.HasFor(Small));
    }

    [Fact]
    public void An_arm_of_which_no_run_has_ended_may_take_several_times_as_much_as_the_others()
    {
        var room = new MemoryRoom(() => free);
        room.Took(Small, 100);
        room.Begin(Run(Small, 1), () => 120);
        free = 400;
        Assert.False(room.HasFor(Large));
        Assert.True(room.HasFor(Small));
        free = 401;
        Assert.True(room.HasFor(Large));
    }

    [Fact]
    public void Where_free_memory_cant_be_read_all_have_room()
    {
        var room = new MemoryRoom(() => null);
        room.Begin(Run(Small, 1), () => 0);
        Assert.True(room.HasFor(Small));
    }

    private static PlannedRun Run(Arm arm, long seed) => new(arm, seed, $"{arm.Name}_s{seed}", arm.Threads) { Arguments = [] };
}
