return await Lockstep.Cli.LockstepCommands.RunAsync(args).ConfigureAwait(false);
