using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Server.Sources;

/// <summary>Checks options by their annotations and says where in the configuration each problem is.</summary>
internal sealed class AnnotatedOptionsValidator<T> : IValidateOptions<T>
    where T : class
{
    private readonly string _name;
    private readonly string _section;

    public AnnotatedOptionsValidator(string name, string section) => (_name, _section) = (name, section);

    public ValidateOptionsResult Validate(string? name, T options)
    {
        if (name != _name) return ValidateOptionsResult.Skip;

        var problems = new List<ValidationResult>();
        var context = new ValidationContext(options);
        var annotationsHold = Validator.TryValidateObject(options, context, problems, validateAllProperties: true);

        // The validator stops after bad annotations, but all problems are to be told at once.
        if (!annotationsHold && options is IValidatableObject more) problems.AddRange(more.Validate(context).Except(problems));
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{_section}:{problem.MemberNames.FirstOrDefault()}: {problem.ErrorMessage}"));
    }
}
