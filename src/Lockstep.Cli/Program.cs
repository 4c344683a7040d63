Lockstep.Cli.Frame.StandardStreams.Complete();
return await Lockstep.Cli.LockstepCommands.RunAsync(args).ConfigureAwait(false);
