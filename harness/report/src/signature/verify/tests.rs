mod certificates;
mod files;
mod forms;
