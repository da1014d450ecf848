using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Running;

/// <summary>A kind of background work: its name, its settings, and who does it.</summary>
internal abstract class TaskKind(string name, TaskKindOptions options)
{
    private static readonly JsonSerializerOptions Strict = new(WireJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict };

    public string Name => name;

    public TaskKindOptions Options => options;

    /// <summary>What the work is, for people; null when its arguments have no <see cref="DescriptionAttribute"/>.</summary>
    public abstract string? Description { get; }

    /// <summary>The JSON schema of its arguments.</summary>
    public abstract JsonNode Arguments { get; }

    /// <summary>What is wrong with arguments; null when a handler can have them.</summary>
    public abstract string? FindProblem(ReadOnlySpan<byte> arguments);

    /// <summary>Makes a new handler.</summary>
    /// <returns>What lets it work on an attempt.</returns>
    /// <exception cref="TaskFailedException">The arguments do not fit: they were accepted by another version.</exception>
    public abstract Func<TaskContext, Task<object?>> Prepare(IServiceProvider services, byte[] arguments);

    /// <param name="name">Its name.</param>
    /// <param name="options">Its settings.</param>
    public static TaskKind Of<TArgs, THandler>(string name, TaskKindOptions options)
        where THandler : class, IBackgroundTaskHandler<TArgs> => new Typed<TArgs, THandler>(name, options);

    /// <summary>A kind that was there before the server was started anew: nobody can do its work any more.</summary>
    public static TaskKind Gone(string name) => new Missing(name);

    private sealed class Missing(string name) : TaskKind(name, new TaskKindOptions())
    {
        public override string? Description => null;

        public override JsonNode Arguments => new JsonObject();

        public override string? FindProblem(ReadOnlySpan<byte> arguments) => null;

        public override Func<TaskContext, Task<object?>> Prepare(IServiceProvider services, byte[] arguments) =>
            throw new TaskFailedException(TaskFaults.UnknownKind, $"no background work of the kind '{Name}' is there any more");
    }

    private sealed class Typed<TArgs, THandler>(string name, TaskKindOptions options) : TaskKind(name, options)
        where THandler : class, IBackgroundTaskHandler<TArgs>
    {
        private readonly Lazy<JsonNode> _arguments = new(() => ArgumentSchema.Of<TArgs>(Strict));

        public override string? Description => typeof(TArgs).GetCustomAttribute<DescriptionAttribute>()?.Description;

        // Made when somebody asks for it: few do, and a server should start quickly.
        public override JsonNode Arguments => _arguments.Value;

        public override string? FindProblem(ReadOnlySpan<byte> arguments) => Read(arguments).Problem;

        public override Func<TaskContext, Task<object?>> Prepare(IServiceProvider services, byte[] arguments)
        {
            var (args, problem) = Read(arguments);
            if (problem is not null) throw new TaskFailedException(TaskFaults.BadArguments, problem);
            var handler = ActivatorUtilities.GetServiceOrCreateInstance<THandler>(services);
            return context => handler.RunAsync(args!, context);
        }

        private static (TArgs? Args, string? Problem) Read(ReadOnlySpan<byte> json)
        {
            try
            {
                return JsonSerializer.Deserialize<TArgs>(json, Strict) is { } args ? (args, Check(args)) : (default, "the arguments are null");
            }
            catch (JsonException e)
            {
                return (default, $"the arguments do not fit: {e.Message}");
            }
        }

        private static string? Check(TArgs args)
        {
            var problems = new List<ValidationResult>();
            return Validator.TryValidateObject(args!, new ValidationContext(args!), problems, validateAllProperties: true)
                ? null
                : $"the arguments do not fit: {string.Join("; ", problems.Select(problem => problem.ErrorMessage))}";
        }
    }
}
